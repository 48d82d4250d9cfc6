<?php

declare(strict_types=1);

namespace Plazo\Tests;

use PHPUnit\Framework\TestCase;

/** Plays the shared cases through PHP, as plain JSON and through the typed client. */
final class CasesTest extends TestCase
{
    public const FOLDER = __DIR__ . '/../../cases';

    private static int $typed = 0;

    public function testTheMatcherIsNotBlind(): void
    {
        foreach (Play::read(self::FOLDER . '/matcher.json') as $pair) {
            $found = Play::difference($pair->expected, $pair->actual);
            self::assertSame($pair->matches, $found === null, json_encode($pair) . ": $found");
        }
    }

    /** @dataProvider cases */
    public function testCaseAsJson(string $path): void
    {
        self::assertNull((new Play(Play::read($path)))->asJson());
    }

    /** @dataProvider cases */
    public function testCaseTyped(string $path): void
    {
        $outcome = (new Play(Play::read($path)))->typed();
        if ($outcome === false) {
            $this->expectNotToPerformAssertions();
            return;
        }
        self::$typed++;
        self::assertNull($outcome);
    }

    public static function tearDownAfterClass(): void
    {
        $all = count(iterator_to_array(self::cases()));
        // Those that are left make a mistake that the types refuse, or call what the session does not have.
        self::assertGreaterThan($all / 2, self::$typed, 'most cases can be written with the typed client');
    }

    /** @return iterable<string, array{string}> */
    public static function cases(): iterable
    {
        foreach (glob(self::FOLDER . '/*/*.json') ?: [] as $path) {
            if (basename(dirname($path)) !== 'contexts') {
                yield basename(dirname($path)) . '/' . basename($path, '.json') => [$path];
            }
        }
    }
}
