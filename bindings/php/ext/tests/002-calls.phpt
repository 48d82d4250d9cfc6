--TEST--
Calls as the panel and as a customer, and what failures say
--EXTENSIONS--
plazo
--FILE--
<?php
require __DIR__ . '/desk.inc';

$desk = populated();
$session = $desk->session('{"type":"customer","customer":"1017"}');
$ticket = json_decode($session->call('ticket.open', TICKET))->ticket;
echo $ticket->subject, ', ', $ticket->status, "\n";
echo json_decode($desk->call('desk.status'))->engine, "\n";

try {
    $session->call('ticket.open', '{"department":"technical","colour":1}');
} catch (Plazo\Native\Failure $failure) {
    echo $failure->getCode(), ' ', $failure->getMessage(), "\n";
    echo implode(' ', array_column(json_decode($failure->json)->problems, 'path')), "\n";
}
echo failure(fn () => $desk->session('{"type":"customer","customer":"2000"}')
    ->call('ticket.get', json_encode(['ticket' => $ticket->id]))), "\n";
echo failure(fn () => $session->call('tick')), "\n";
echo failure(fn () => $desk->session('{"type":"emperor"}')), "\n";
echo failure(fn () => Plazo\Native\Desk::open('{"database":"/nonexistent/desk.db"}')), "\n";
echo failure(fn () => $desk->call('', '')), "\n";

var_dump(Plazo\Native\version() === json_decode(Plazo\Native\catalogue())->version, phpversion('plazo') === Plazo\Native\version());
?>
--EXPECTF--
Web caída, open
sqlite
-1 %s
/colour /subject /body
Plazo\Native\Failure: %s
Plazo\Native\Failure: this kind of actor may not call this operation
Plazo\Native\Failure: %s
Plazo\Native\Failure: %s
Plazo\Native\Failure: %s
bool(true)
bool(true)
