--TEST--
A desk that was opened before a fork works in parent and children
--EXTENSIONS--
plazo
pcntl
--FILE--
<?php
require __DIR__ . '/desk.inc';

$desk = populated();
$session = $desk->session('{"type":"customer","customer":"1017"}');
$session->call('ticket.open', TICKET);
$children = [];
for ($i = 0; $i < 8; $i++) {
    $child = pcntl_fork();
    if ($child === 0) {
        for ($n = 0; $n < 10; $n++) $session->call('ticket.open', TICKET);
        exit(0);
    }
    $children[] = $child;
}
for ($n = 0; $n < 10; $n++) $session->call('ticket.open', TICKET);
$failed = 0;
foreach ($children as $child) {
    pcntl_waitpid($child, $status);
    $failed += $status === 0 ? 0 : 1;
}
echo "$failed children failed\n";
echo count(json_decode($session->call('ticket.list', '{"limit":100}'))->tickets), " tickets\n";
var_dump(json_decode($desk->call('desk.verify'))->sound);
?>
--EXPECT--
0 children failed
91 tickets
bool(true)
