<?php

declare(strict_types=1);

namespace Plazo;

use Plazo\Exception\Internal;
use Plazo\Exception\Invalid;
use Plazo\Exception\PlazoException;

/**
 * A native desk or session, with requests and replies as arrays and failures as exceptions.
 *
 * @internal
 */
final class Caller
{
    private function __construct(private readonly Native\Desk|Native\Session $native)
    {
    }

    /** @param array<string, mixed> $options */
    public static function open(#[\SensitiveParameter] array $options): self
    {
        if (!extension_loaded('plazo')) {
            throw new Internal('client.no_extension', 'the PHP extension is not loaded, add `extension=plazo.so` to php.ini');
        }
        return new self(self::attempt($options, static fn (string $json) => Native\Desk::open($json)));
    }

    /** @param array<string, mixed> $actor */
    public function session(#[\SensitiveParameter] array $actor): self
    {
        $desk = $this->native;
        assert($desk instanceof Native\Desk);
        return new self(self::attempt($actor, static fn (string $json) => $desk->session($json)));
    }

    /**
     * @param array<mixed> $request
     * @return array<string, mixed>
     */
    public function perform(string $operation, #[\SensitiveParameter] array $request = []): array
    {
        $native = $this->native;
        $reply = self::attempt($request, static fn (string $json) => $native->call($operation, $json));
        return Wire::decode($reply);
    }

    /**
     * @template T
     * @param \Closure(mixed): T $fromWire
     * @param array<mixed> $request
     * @return T
     */
    public function read(\Closure $fromWire, string $operation, #[\SensitiveParameter] array $request = []): mixed
    {
        $reply = $this->perform($operation, $request);
        try {
            return $fromWire($reply);
        } catch (\UnexpectedValueException $error) {
            // Replies only ever grow, so this is a client that is newer than its library.
            throw new Internal(
                'client.reply',
                "`$operation` was performed, but its reply cannot be read ({$error->getMessage()}): "
                    . 'is libplazo ' . Native\version() . ' older than this client?',
                previous: $error,
            );
        }
    }

    /**
     * @template T
     * @param array<mixed> $fields
     * @param \Closure(string): T $call
     * @return T
     */
    private static function attempt(#[\SensitiveParameter] array $fields, \Closure $call): mixed
    {
        try {
            $json = Wire::encode(Wire::object($fields));
        } catch (\JsonException $error) {
            throw new Invalid('client.request', "the request cannot be written as JSON ({$error->getMessage()}), texts must be UTF-8");
        }
        try {
            return $call($json);
        } catch (Native\Failure $failure) {
            throw PlazoException::fromWire($failure->json);
        }
    }
}
