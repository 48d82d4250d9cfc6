<?php
require_once 'Plazo/autoload.php';

$desk = Plazo\Desk::open('desk.db');
$eva = $desk->customer('1017', contact: 'eva');  // the panel has authenticated her
$ticket = $eva->tickets->open(department: 'technical', subject: 'Site down', body: 'Since 9:00')->ticket;
echo $ticket->reference, ' ', $ticket->clocks->firstResponse?->dueAt?->format('c'), "\n";
try {
    $desk->customer('2000')->tickets->get($ticket->id);  // somebody else's
} catch (Plazo\Exception\NotFound $error) {
    echo $error->errorCode, "\n";
}
