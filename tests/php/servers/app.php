<?php

// The page that the server tests ask: ?do=<action>. Also for the command line, with the same text.
//
// What a page has been given by Plazo it appends to the file `acknowledged`, in one write after the call.

declare(strict_types=1);

require __DIR__ . '/../../../bindings/php/autoload.php';

use Plazo\Desk;

$folder = $_SERVER['PLAZO_FOLDER'] ?? getenv('PLAZO_FOLDER');
$database = "$folder/desk.db";
if (PHP_SAPI === 'cli') {
    parse_str($argv[1], $_GET);
}
$subject = $_GET['subject'] ?? 'none';

$descriptors = static fn (): int => count(array_filter(
    scandir('/proc/self/fd') ?: [],
    static fn (string $fd): bool => str_starts_with((string) @readlink("/proc/self/fd/$fd"), $database),
));
$acknowledge = static fn (string $what) => file_put_contents("$folder/acknowledged", "$what\n", FILE_APPEND);
$open = static fn (string $what): string =>
    Desk::open($database)->customer('1017')->tickets->open($what, 'No responde desde las 9', department: 'technical')->ticket->id;

/** Fills the memory with small pieces, so that what comes next hits the limit, each time elsewhere. */
function fill(int $limit): void
{
    static $held = [];
    ini_set('memory_limit', (string) $limit);
    while (memory_get_usage() < $limit - random_int(20_000, 200_000)) {
        $held[] = str_repeat('x', random_int(100, 2_000));
    }
}

$reply = match ($_GET['do']) {
    'prepare' => (static function () use ($database): array {
        $desk = Desk::open($database, create: true);
        $desk->policy->install([
            'plazo' => 1, 'provider' => 'Introserv', 'zone' => 'Europe/Madrid', 'languages' => ['es'],
            'departments' => ['technical' => []], 'priorities' => ['regular' => []], 'first_response' => 'PT10M',
        ]);
        $desk->customers->put('1017', 'Zapatería Ñandú');
        $desk->customers->put('large', 'Long letters');
        return [];
    })(),

    'pid' => ['pid' => getmypid()],

    // What the worker had open before it was asked for anything.
    'kept' => ['before' => $descriptors(), 'engine' => Desk::open($database)->status()->engine, 'pid' => getmypid()],

    'open' => (static function () use ($open, $acknowledge, $subject): array {
        $id = $open($subject);
        $acknowledge($subject);
        return ['id' => $id];
    })(),

    // The control of the tests with kills: it promises before it has.
    'open_rashly' => (static function () use ($open, $acknowledge, $subject): array {
        $acknowledge($subject);
        return ['id' => $open($subject)];
    })(),

    // Another reader of the same file in the same process: it opens and closes it, the second one raw.
    'beside' => (static function () use ($open, $acknowledge, $subject, $database): array {
        $open("$subject/1");
        $acknowledge("$subject/1");
        $pdo = new PDO("sqlite:$database");
        $count = $pdo->query('SELECT count(*) FROM ticket WHERE subject = ' . $pdo->quote("$subject/1"));
        assert($count !== false);
        $seen = $count->fetchColumn();
        $count = $pdo = null;
        $open("$subject/2");
        $acknowledge("$subject/2");
        file_get_contents($database, length: 100);
        $open("$subject/3");
        $acknowledge("$subject/3");
        return ['seen' => (int) $seen];
    })(),

    // Opens tickets until it is stopped from outside.
    'loop' => (static function () use ($open, $acknowledge, $subject, $folder): never {
        set_time_limit((int) ($_GET['limit'] ?? 60));
        file_put_contents("$folder/pid-$subject.new", (string) getmypid());
        rename("$folder/pid-$subject.new", "$folder/pid-$subject");
        for ($i = 0;; $i++) {
            $open("$subject/$i");
            $acknowledge("$subject/$i");
        }
    })(),

    'fill_large' => (static function () use ($database): array {
        $session = Desk::open($database)->customer('large');
        $id = $session->tickets->open('Long', 'letters', department: 'technical')->ticket->id;
        for ($i = 0; $i < 150; $i++) {
            $session->tickets->reply($id, str_repeat('ñ', 32_768));
        }
        return ['id' => $id];
    })(),

    // A reply of ten megabytes.
    'large' => (static function () use ($database): array {
        ini_set('memory_limit', $_GET['memory']);
        return Desk::open($database)->customer('large')->call('ticket.get', ['ticket' => $_GET['id'], 'limit' => 200]);
    })(),

    // Calls that succeed and calls that fail, while the memory runs out.
    'tight' => (static function () use ($database): never {
        $customer = Desk::open($database)->customer('1017');
        fill(4 << 20);
        for ($held = [];;) {
            $held[] = $customer->tickets->list(limit: 3);
            try {
                $customer->tickets->get('1');
            } catch (Plazo\Exception\NotFound $error) {
                $held[] = $error;
            }
        }
    })(),

    'subjects' => (static function () use ($database): array {
        $subjects = [];
        $tickets = Desk::open($database)->customer('1017')->tickets;
        for ($after = null, $more = true; $more; $more = $after !== null) {
            $page = $tickets->list(after: $after, limit: 100);
            array_push($subjects, ...array_column($page->tickets, 'subject'));
            $after = $page->next;
        }
        return $subjects;
    })(),

    'verify' => get_object_vars(Desk::open($database)->verify()),
    default => throw new UnexpectedValueException('there is no such action'),
};
header('Content-Type: application/json');
echo json_encode($reply, JSON_THROW_ON_ERROR);
