<?php

declare(strict_types=1);

namespace Plazo\Tests;

use PHPUnit\Framework\TestCase;
use Plazo\Caller;
use Plazo\Exception\Internal;
use Plazo\Exception\PlazoException;
use Plazo\Type\CustomerReply;
use Plazo\Type\Status;
use Plazo\Type\VerifyReply;
use Plazo\Wire;

/** Replies of today and of tomorrow, and what goes into requests. */
final class ValuesTest extends TestCase
{
    private const CUSTOMER = [
        'reference' => '1017', 'name' => 'Zapatería', 'locale' => 'es', 'services' => [], 'contacts' => [],
        'created_at' => '2026-03-02T09:00:00.250Z', 'updated_at' => '2026-03-02T09:00:00.250Z',
    ];

    public function testUnknownFieldsAreIgnoredAndUnknownValuesCarried(): void
    {
        $customer = CustomerReply::fromWire(['locale' => 'eu', 'shoe_size' => 43] + self::CUSTOMER);
        self::assertSame('eu', $customer->locale);
        self::assertNull($customer->id, 'only staff gets it');
        self::assertSame('250', $customer->createdAt->format('v'));
        self::assertNotContains('archived', Status::known());
    }

    public function testValuesDoNotChange(): void
    {
        $customer = CustomerReply::fromWire(self::CUSTOMER);
        $this->expectException(\Error::class);
        $this->expectExceptionMessage('Cannot modify readonly property');
        /** @phpstan-ignore-next-line that it is an error is what is shown */
        $customer->name = 'Other';
    }

    /** @dataProvider broken */
    public function testAReplyThatCannotBeReadIsAFaultOfTheInstallation(mixed $reply): void
    {
        $desk = Caller::open([]);
        try {
            $desk->read(static fn (): VerifyReply => VerifyReply::fromWire($reply), 'desk.status');
            self::fail('nothing was thrown');
        } catch (Internal $error) {
            self::assertSame('client.reply', $error->errorCode);
            self::assertInstanceOf(\UnexpectedValueException::class, $error->getPrevious());
        }
    }

    /** @return iterable<string, array{mixed}> */
    public static function broken(): iterable
    {
        yield 'a missing field' => [['chains' => 1, 'findings' => []]];
        yield 'text for an integer' => [['sound' => true, 'chains' => '1', 'findings' => []]];
        yield 'a number for a boolean' => [['sound' => 1, 'chains' => 1, 'findings' => []]];
        yield 'no list' => [['sound' => true, 'chains' => 1, 'findings' => 'none']];
        yield 'no object' => [['sound' => true, 'chains' => 1, 'findings' => [1]]];
        yield 'nothing' => [null];
    }

    /** @dataProvider categories */
    public function testEachCategoryHasItsClass(string $category, string $class): void
    {
        $error = PlazoException::fromWire(json_encode([
            'category' => $category, 'code' => 'a.b', 'message' => 'what to do', 'retryable' => true,
            'problems' => [['path' => '/x', 'code' => 'missing_field', 'message' => 'is required', 'hint' => 'new']],
            'details' => ['line' => 3], 'severity' => 'new',
        ], JSON_THROW_ON_ERROR));
        self::assertSame("Plazo\\Exception\\$class", $error::class);
        self::assertSame([$category, 'a.b', 'what to do', true], [$error->category, $error->errorCode, $error->explanation, $error->retryable]);
        self::assertSame('/x', $error->problems[0]->path);
        self::assertSame(3, $error->details['line']);
    }

    /** @return iterable<array{string, string}> */
    public static function categories(): iterable
    {
        yield ['invalid', 'Invalid'];
        yield ['not_found', 'NotFound'];
        yield ['refused', 'Refused'];
        yield ['conflict', 'Conflict'];
        yield ['limit', 'Limit'];
        yield ['unavailable', 'Unavailable'];
        yield ['internal', 'Internal'];
        yield ['of_tomorrow', 'PlazoException'];
    }

    public function testInstantsGoOutInUtcWithMilliseconds(): void
    {
        $object = Wire::object(['at' => new \DateTime('1999-12-31T23:59:59.9999-11:00'), 'left_out' => null]);
        self::assertSame('{"at":"2000-01-01T10:59:59.999Z"}', Wire::encode($object));
        self::assertSame('{}', Wire::encode(Wire::object([])));
        self::assertEquals(new \DateTimeImmutable('2000-01-01T10:59:59.999Z'), Wire::instant('2000-01-01T10:59:59.999Z'));
    }

    /** Documentation of the catalogue becomes comments; none of it may end one. */
    public function testEveryFileIsPhp(): void
    {
        $source = dirname(__DIR__, 3) . '/bindings/php/src';
        $loaded = 0;
        foreach (new \RecursiveIteratorIterator(new \RecursiveDirectoryIterator($source, \FilesystemIterator::SKIP_DOTS)) as $file) {
            assert($file instanceof \SplFileInfo);
            $class = strtr(substr($file->getPathname(), strlen($source) + 1, -strlen('.php')), '/', '\\');
            self::assertTrue(class_exists("Plazo\\$class"), $class);
            $loaded++;
        }
        self::assertGreaterThan(50, $loaded);
    }

    /** Every operation of the library that is loaded has its method, with its fields as parameters. */
    public function testTheClientIsThatOfTheLibrary(): void
    {
        $catalogue = Wire::decode(\Plazo\Native\catalogue());
        $definitions = Wire::fields($catalogue['definitions']);
        $checked = 0;
        foreach (Wire::listOf($catalogue['operations'], Wire::fields(...)) as $operation) {
            $name = Wire::text($operation['name']);
            $request = Wire::fields($operation['request']);
            $schema = Wire::fields($definitions[basename(Wire::text($request['$ref']))]);
            $all = array_map(Wire::fields(...), Wire::fields($schema['properties']));
            foreach (Wire::listOf(Wire::fields($operation['callers'])['kinds'], Wire::text(...)) as $kind) {
                $method = Play::method($kind, $name);
                self::assertNotNull($method, "$kind has no method for $name");
                $parameters = array_map(fn (\ReflectionParameter $p) => $p->getName(), $method->getParameters());
                $may = match ($kind) {
                    'panel' => [null, 'staff', 'panel'],
                    'staff' => [null, 'staff'],
                    default => [null],
                };
                $fields = array_keys(array_filter($all, static fn (array $f): bool => in_array($f['x-audience'] ?? null, $may, true)));
                $missing = array_diff(array_map(Play::camel(...), $fields), $parameters);
                self::assertSame([], array_values($missing), "$name for $kind");
                $checked++;
            }
        }
        self::assertGreaterThan(20, $checked);
    }
}
