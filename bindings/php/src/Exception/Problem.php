<?php

declare(strict_types=1);

namespace Plazo\Exception;

use Plazo\Wire;

/** One of the things wrong with a request. */
final class Problem
{
    /**
     * @param string $path JSON pointer into the request, such as `/contacts/0/name`; empty: the whole of it
     * @param string $code stable, snake_case: `unknown_field`, `too_long`, …
     * @param string $message one line, says what to do
     */
    public function __construct(
        public readonly string $path,
        public readonly string $code,
        public readonly string $message,
    ) {
    }

    /** @internal */
    public static function fromWire(mixed $wire): self
    {
        $wire = Wire::fields($wire);
        return new self(
            Wire::text($wire['path'] ?? null),
            Wire::text($wire['code'] ?? null),
            Wire::text($wire['message'] ?? null),
        );
    }
}
