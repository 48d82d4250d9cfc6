<?php

/**
 * Runs the PHP of docs/panel-guide.md, in its order, on a desk in a folder of its own.
 *
 *     php -d extension=…/plazo.so panel_guide.php
 */

declare(strict_types=1);

$root = dirname(__DIR__, 2);
$folder = sys_get_temp_dir() . '/plazo-guide-' . bin2hex(random_bytes(6));
mkdir($folder, 0700);
register_shutdown_function(static function () use ($folder): void {
    array_map('unlink', glob("$folder/*") ?: []);
    rmdir($folder);
});

preg_match_all('/^```php\n(.*?)^```$/ms', (string) file_get_contents("$root/docs/panel-guide.md"), $blocks);
$code = strtr(implode("\n", $blocks[1]), [
    "'Plazo/autoload.php'" => "'$root/bindings/php/autoload.php'",
    '/var/lib/plazo/' => "$folder/",
    '/var/backups/' => "$folder/",
]);
set_error_handler(static function (int $level, string $message): never {
    throw new ErrorException($message);
});
ob_start();
eval($code);
$shown = (string) ob_get_clean();

$failures = array_keys(array_filter([
    'every step with PHP was run' => count($blocks[1]) !== 9,
    'the empty subject is a problem of its field' => $errors !== ['subject' => 'too_short'],
    'a repeated form makes one ticket' => $first->id !== $again->id,
    'the promise is a sentence' => !str_contains($shown, 'Te responderemos en 10 minutos como máximo'),
    'the ticket is listed' => !str_contains($shown, 'Web caída (Soporte técnico)'),
    'the message is shown' => !str_contains($shown, 'Eva Ruiz: Desde las 9'),
    'a ticket that is not there is not found' => $notFound !== true,
    'the agent takes it from the queue and keeps the promise' => $next->id !== $first->id || $kept->clocks->firstResponse?->state !== 'met',
    'the copy is there' => glob("$folder/plazo-*.db") === [],
]));
foreach ($failures as $failure) {
    fwrite(STDERR, "does not hold: $failure\n");
}
exit($failures ? 1 : 0);
