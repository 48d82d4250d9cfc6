--TEST--
Desks are shared by their options, a few are kept, and none that is in use is closed
--EXTENSIONS--
plazo
--FILE--
<?php
require __DIR__ . '/desk.inc';

function descriptors(): int
{
    return count(array_filter(scandir('/proc/self/fd'),
        fn (string $fd) => str_ends_with((string) @readlink("/proc/self/fd/$fd"), '/desk.db')));
}

populated();
$one = descriptors();
for ($i = 0; $i < 100; $i++) desk();
var_dump($one > 0, descriptors() === $one);

$held = [];
for ($i = 0; $i < 20; $i++) $held[] = desk(['busy_timeout' => 1000 + $i]);
foreach ($held as $desk) $desk->call('desk.status');
$many = descriptors();
// A session outlives its desk.
$session = $held[0]->session('{"type":"customer","customer":"1017"}');
$held = [];
for ($i = 0; $i < 60; $i++) desk(['busy_timeout' => 2000 + $i]);
// SQLite keeps the descriptors of closed connections for the next ones, so there are no fewer.
var_dump($many >= 20, descriptors() < $many + 10);
echo json_decode($session->call('ticket.open', TICKET))->ticket->status, "\n";
?>
--EXPECT--
bool(true)
bool(true)
bool(true)
bool(true)
open
