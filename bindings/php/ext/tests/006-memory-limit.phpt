--TEST--
A reply that does not fit into memory_limit ends the script, not the process
--EXTENSIONS--
plazo
--INI--
memory_limit=8M
--FILE--
<?php
require __DIR__ . '/desk.inc';

$desk = populated();
$session = $desk->session('{"type":"customer","customer":"1017"}');
$ticket = json_decode($session->call('ticket.open', TICKET))->ticket->id;
$request = json_encode(['ticket' => $ticket, 'body' => str_repeat('ñ', 32768)]);
for ($i = 0; $i < 150; $i++) $session->call('ticket.reply', $request);
register_shutdown_function(static function () use ($session): void {
    // PHP has jumped out of the call; the session still works.
    echo "\n", json_decode($session->call('ticket.open', TICKET))->ticket->status, "\n";
});
$session->call('ticket.get', json_encode(['ticket' => $ticket, 'limit' => 200]));
echo "not reached\n";
?>
--EXPECTF--
Fatal error: Allowed memory size of 8388608 bytes exhausted%A
open
