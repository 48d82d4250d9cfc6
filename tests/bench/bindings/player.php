<?php

// Plays the calls of player.cpp through the PHP client: player.php FILE ACCOUNT TICKET.

declare(strict_types=1);

require_once __DIR__ . '/../../../bindings/php/autoload.php';

[, $file, $account, $ticket] = $argv;
$session = Plazo\Desk::open($file)->customer($account);

function cpuSeconds(): float
{
    $used = getrusage();
    return $used['ru_utime.tv_sec'] + $used['ru_stime.tv_sec'] + ($used['ru_utime.tv_usec'] + $used['ru_stime.tv_usec']) / 1e6;
}

while (($line = fgets(STDIN)) !== false) {
    $numbers = explode(' ', trim($line));
    $what = array_shift($numbers);
    $count = (int) end($numbers);
    $before = cpuSeconds();
    if ($what === 'open') {
        for ($i = (int) $numbers[0]; $i < (int) $numbers[0] + $count; ++$i) {
            $session->tickets->open(
                subject: 'La web no carga (casaluz12.es)',
                body: 'Desde las 9:30 la web casaluz12.es no carga y sale el error 4711. He probado con otro navegador y pasa lo mismo.',
                department: 'technical',
                idempotencyKey: "key$i",
            );
        }
    } elseif ($what === 'customer') {
        for ($i = 0; $i < $count; ++$i) {
            $session->customers->get();
        }
    } elseif ($what === 'page') {
        for ($i = 0; $i < $count; ++$i) {
            $session->tickets->get($ticket);
        }
    } else {
        for ($i = 0; $i < $count; ++$i) {
            $session->tickets->list();
        }
    }
    printf("%.9f\n", cpuSeconds() - $before);
    flush();
}
