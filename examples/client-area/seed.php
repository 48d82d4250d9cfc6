<?php

/**
 * Makes a new desk and fills it with the demonstration's accounts and tickets, as if the panel had been in
 * use for two months: the desk is opened with its clock at each moment, and what happened then is called.
 *
 *     php -d extension=plazo seed.php desk.db
 */

declare(strict_types=1);

require getenv('CLIENT_AREA_PLAZO') ?: __DIR__ . '/../../bindings/php/autoload.php';

use Plazo\Desk;

[, $database] = $argv + [1 => null];
if ($database === null || file_exists($database)) {
    fwrite(STDERR, "usage: php seed.php DATABASE (a file that does not exist yet)\n");
    exit(2);
}

$accounts = require __DIR__ . '/accounts.php';
$tickets = require __DIR__ . '/seed-tickets.php';
$now = new DateTimeImmutable();
$start = $now->modify('-90 days');
$desk = Desk::open($database, create: true, now: $start);

// The policy is JSON with comments, outside of texts.
$policy = preg_replace('~"(?:\\\\.|[^"\\\\])*"(*SKIP)(*FAIL)|//[^\n]*|/\*.*?\*/~s', '', (string) file_get_contents(__DIR__ . '/../policies/introserv.jsonc'));
$desk->call('policy.install', ['document' => json_decode((string) $policy, flags: JSON_THROW_ON_ERROR)]);

foreach ($accounts['customers'] as $reference => $account) {
    $contacts = [];
    foreach ($account['contacts'] as $key => $contact) {
        $contacts[] = ['reference' => $key] + $contact;
    }
    $desk->customers->put((string) $reference, $account['name'], locale: $account['locale'], zone: $account['zone'], contacts: $contacts);
}
foreach ($accounts['staff'] as $reference => $member) {
    $desk->staff->put(
        $reference,
        $member['name'],
        permissions: ['tickets_read', 'tickets_open', 'tickets_reply', 'tickets_note', 'tickets_close', 'tickets_change', 'customers_read', 'customer_view'],
        locale: $member['locale'],
        departments: $member['departments'],
    );
}

// All that happened, in the order in which it happened.
$moments = [];
foreach ($tickets as $number => [$account, $contact, , , $age, , , $sequel]) {
    $opened = $now->modify("-$age minutes");
    $moments[] = [$opened, $number, null];
    foreach ($sequel as $index => [, $after]) {
        $moments[] = [$opened->modify("+$after minutes"), $number, $index];
    }
}
usort($moments, static fn (array $a, array $b): int => [$a[0], $a[2]] <=> [$b[0], $b[2]]);

$ids = [];
foreach ($moments as [$at, $number, $index]) {
    [$account, $contact, $department, $priority, , $subject, $body, $sequel] = $tickets[$number];
    $desk = Desk::open($database, now: $at);
    $customer = $desk->customer($account, contact: $contact);
    if ($index === null) {
        $ids[$number] = $customer->tickets->open($subject, $body, department: $department, priority: $priority)->ticket->id;
        continue;
    }
    [$who, , $text] = $sequel[$index];
    [$deed, $name] = str_contains($who, ' ') ? explode(' ', $who) : ['reply', $who];
    $session = $name === 'customer' ? $customer : $desk->staffMember($name);
    match ($deed) {
        'reply' => $session->tickets->reply($ids[$number], $text),
        'note' => $session->tickets->note($ids[$number], $text),
        'close' => $session->tickets->close($ids[$number]),
    };
}

// What has come due since.
do {
    $more = Desk::open($database)->tick()->more;
} while ($more);

printf("%d customers, %d agents, %d tickets\n", count($accounts['customers']), count($accounts['staff']), count($tickets));
