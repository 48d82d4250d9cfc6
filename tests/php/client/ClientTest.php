<?php

declare(strict_types=1);

namespace Plazo\Tests;

use PHPUnit\Framework\TestCase;
use Plazo\Desk;
use Plazo\Exception\Conflict;
use Plazo\Exception\Invalid;
use Plazo\Exception\NotFound;
use Plazo\Exception\Refused;
use Plazo\Exception\Unavailable;
use Plazo\Type\AuthorRole;
use Plazo\Type\ClockState;
use Plazo\Type\MessageKind;
use Plazo\Type\Status;

/** The typed client against the real library. */
final class ClientTest extends TestCase
{
    private Provider $provider;
    private Desk $desk;

    protected function setUp(): void
    {
        $this->provider = new Provider();
        $this->desk = $this->provider->desk;
    }

    public function testATicketIsPromisedSeenAndAnswered(): void
    {
        $before = new \DateTimeImmutable('-1 second');
        $eva = $this->desk->customer('1017', contact: 'eva');
        $opened = $eva->tickets->open(department: 'technical', subject: 'Web caída', body: 'No responde')->ticket;

        self::assertSame('Cuestiones técnicas', $opened->departmentName);
        self::assertSame(Status::OPEN, $opened->status);
        self::assertSame('UTC', $opened->openedAt->getTimezone()->getName());
        self::assertGreaterThan($before, $opened->openedAt);
        self::assertNull($opened->closedAt);
        $promise = $opened->clocks->firstResponse;
        self::assertNotNull($promise);
        self::assertSame(ClockState::RUNNING, $promise->state);
        self::assertSame(600_000, $promise->target);
        $length = (float) $promise->dueAt->format('U.v') - (float) $promise->startedAt->format('U.v');
        self::assertEqualsWithDelta(600.0, $length, 0.0005);

        $ana = $this->desk->staffMember('ana', locale: 'en');
        self::assertSame($opened->id, $ana->tickets->queue()->tickets[0]->id);
        $ana->tickets->note($opened->id, 'Disk full');
        $answer = $ana->tickets->reply(ticket: $opened->id, body: 'Working on it');
        self::assertSame(AuthorRole::STAFF, $answer->message->author->role);

        $page = $eva->tickets->get($opened->id);
        self::assertSame(Status::ANSWERED, $page->ticket->status);
        self::assertSame(['No responde', 'Working on it'], array_column($page->messages, 'body'));
        self::assertSame(ClockState::MET, $page->ticket->clocks->firstResponse?->state);
        self::assertContains(MessageKind::NOTE, array_column($ana->tickets->get($opened->id)->messages, 'kind'));
        self::assertSame($opened->id, $eva->tickets->search('caida')->hits[0]->ticket->id);
        self::assertSame(Status::CLOSED, $eva->tickets->close($opened->id)->ticket->status);
    }

    public function testSomebodyElsesTicketIsNotFound(): void
    {
        $ticket = $this->desk->tickets->open('Web caída', 'No responde', department: 'technical', customer: '1017')->ticket;
        $this->expectExceptionObject(new NotFound('ticket.not_found', 'there is no such ticket'));
        $this->desk->customer('2000')->tickets->get($ticket->id);
    }

    public function testAllProblemsOfARequestAreTold(): void
    {
        try {
            $this->desk->customer('1017')->tickets->open(subject: '', body: '', department: 'technical');
            self::fail('nothing was thrown');
        } catch (Invalid $error) {
            self::assertSame('request.invalid', $error->errorCode);
            self::assertSame('invalid', $error->category);
            self::assertFalse($error->retryable);
            self::assertSame(['/subject', '/body'], array_column($error->problems, 'path'));
            self::assertStringStartsWith('request.invalid: ', $error->getMessage());
        }
    }

    public function testTheCategoriesAreClasses(): void
    {
        $eva = $this->desk->customer('1017', contact: 'eva');
        $eva->tickets->open('One', 'Body', department: 'technical', idempotencyKey: 'k');
        $again = $eva->tickets->open('One', 'Body', department: 'technical', idempotencyKey: 'k');
        self::assertCount(1, $eva->tickets->list()->tickets);
        self::assertSame($again->ticket->id, $eva->tickets->list()->tickets[0]->id);

        self::assertThrows(Conflict::class, fn () => $eva->tickets->open('Two', 'Body', department: 'technical', idempotencyKey: 'k'));
        self::assertThrows(Refused::class, fn () => $this->desk->customer('1017', contact: 'luis')->tickets->list());
        self::assertThrows(Refused::class, fn () => $eva->call('tick'));
        self::assertThrows(Invalid::class, fn () => $eva->call('ticket.fly'));
        self::assertThrows(Invalid::class, fn () => $this->desk->customer(''));
        self::assertThrows(Invalid::class, fn () => $eva->tickets->search("\xff"));
        self::assertThrows(Unavailable::class, fn () => Desk::open('/nonexistent/desk.db'));
        self::assertThrows(Unavailable::class, fn () => Desk::open()->customers->get('1017'));
    }

    public function testStaffLooksThroughACustomersEyes(): void
    {
        $this->desk->customer('1017')->tickets->open('Web caída', 'No responde', department: 'technical');
        $looking = $this->desk->staffMember('ana')->onBehalfOf('1017', contact: 'eva');
        self::assertCount(1, $looking->tickets->list()->tickets);
        self::assertThrows(Refused::class, fn () => $looking->call('ticket.open', [
            'subject' => 'Mine', 'body' => 'Mine', 'department' => 'technical',
        ]));
        self::assertCount(0, $this->desk->staffMember('ana')->onBehalfOf('2000')->tickets->list()->tickets);
    }

    public function testAnEmptyArrayIsAListOrAMapAsItsFieldSays(): void
    {
        // From a file, decoded either way.
        $json = '{"plazo":1,"provider":"I","zone":"Europe/Madrid","languages":["es"],"departments":{"technical":{}},'
            . '"priorities":{"regular":{"name":{}}},"first_response":"PT15M"}';
        $first = $this->desk->policy->install(json_decode($json, true))->version;
        $object = json_decode($json);
        assert($object instanceof \stdClass);
        self::assertSame($first + 1, $this->desk->policy->install($object)->version);
        // And what came in a reply can be sent again.
        $current = $this->desk->policy->current()->document;
        self::assertSame(900_000, $current->firstResponse);
        self::assertEquals($current, $this->desk->policy->install($current)->document);
    }

    public function testAnInstantIsGivenInAnyZone(): void
    {
        $now = new \DateTimeImmutable('2026-03-02T10:00:00.250+01:00');
        $desk = Desk::open("{$this->provider->folder}/desk.db", now: $now);
        $at = $desk->customer('1017')->tickets->open('Web caída', 'No responde', department: 'technical')->ticket->openedAt;
        self::assertSame('2026-03-02T09:00:00.250+00:00', $at->format('Y-m-d\TH:i:s.vP'));
    }

    public function testTheDeskAnswersForItself(): void
    {
        self::assertSame(0, $this->desk->tick(budget: 'PT1S')->agenda);
        self::assertFalse($this->desk->tick(budget: 1000)->more);
        self::assertSame('sqlite', $this->desk->status()->engine);
        self::assertTrue($this->desk->verify()->sound);
        $this->desk->backup("{$this->provider->folder}/copy.db");
        self::assertTrue(Desk::open("{$this->provider->folder}/copy.db")->verify()->sound);
        self::assertSame('none', Desk::open()->status()->engine);
    }

    /** @param class-string<\Throwable> $class */
    private static function assertThrows(string $class, \Closure $call): void
    {
        try {
            $call();
        } catch (\Throwable $error) {
            self::assertInstanceOf($class, $error, (string) $error);
            return;
        }
        self::fail("no $class was thrown");
    }
}
