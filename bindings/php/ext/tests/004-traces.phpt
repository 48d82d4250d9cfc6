--TEST--
Stack traces show no request, no actor and no options
--EXTENSIONS--
plazo
--SKIPIF--
<?php if (PHP_VERSION_ID < 80200) die('skip PHP knows no sensitive parameters before 8.2'); ?>
--INI--
zend.exception_ignore_args=0
--FILE--
<?php
require __DIR__ . '/desk.inc';

$desk = populated();
foreach ([
    fn () => Plazo\Native\Desk::open('{"password":"canary"}'),
    fn () => $desk->session('{"password":"canary"}'),
    fn () => $desk->call('ticket.open', '{"password":"canary"}'),
    fn () => $desk->session('{"type":"guest"}')->call('ticket.open', '{"password":"canary"}'),
] as $call) {
    try {
        $call();
    } catch (Plazo\Native\Failure $failure) {
        $shown = print_r($failure->getTrace(), true) . $failure->getTraceAsString();
        var_dump(str_contains($shown, 'canary'), str_contains($shown, 'SensitiveParameterValue'));
    }
}
?>
--EXPECT--
bool(false)
bool(true)
bool(false)
bool(true)
bool(false)
bool(true)
bool(false)
bool(true)
