<?php

declare(strict_types=1);

namespace Plazo\Exception;

use Plazo\Wire;

/**
 * Base of all that calls throw: one class for each thing that a caller can do about it.
 *
 *     try {
 *         $session->tickets->open(department: $department, subject: $subject, body: $body);
 *     } catch (Invalid $error) {
 *         foreach ($error->problems as $problem) $form->mark($problem->path, $problem->message);
 *     } catch (PlazoException $error) {
 *         if (!$error->retryable) throw $error;
 *     }
 *
 * The message is English, for developers and logs; programs look at `errorCode`.
 */
class PlazoException extends \RuntimeException
{
    private const CLASSES = [
        'invalid' => Invalid::class,
        'not_found' => NotFound::class,
        'refused' => Refused::class,
        'conflict' => Conflict::class,
        'limit' => Limit::class,
        'unavailable' => Unavailable::class,
        'internal' => Internal::class,
    ];

    /**
     * @param string $errorCode stable, `subject.reason`: `ticket.not_found`
     * @param string $explanation one line for developers
     * @param string $category `invalid`, `not_found`, `refused`, `conflict`, `limit`, `unavailable`,
     *     `internal`, or one of a later Plazo
     * @param bool $retryable the same call may succeed later, unchanged
     * @param list<Problem> $problems everything wrong with the request, when that is the reason
     * @param array<string, mixed> $details further facts by name
     */
    final public function __construct(
        public readonly string $errorCode,
        public readonly string $explanation,
        public readonly string $category = 'internal',
        public readonly bool $retryable = false,
        public readonly array $problems = [],
        public readonly array $details = [],
        ?\Throwable $previous = null,
    ) {
        parent::__construct("$errorCode: $explanation", 0, $previous);
    }

    /**
     * The exception for an error's JSON. A category that is not known becomes a plain `PlazoException`.
     *
     * @internal
     */
    public static function fromWire(string $json): self
    {
        $wire = Wire::decode($json);
        $category = Wire::text($wire['category'] ?? null);
        $class = self::CLASSES[$category] ?? self::class;
        return new $class(
            Wire::text($wire['code'] ?? null),
            Wire::text($wire['message'] ?? null),
            $category,
            Wire::boolean($wire['retryable'] ?? false),
            Wire::listOf($wire['problems'] ?? [], Problem::fromWire(...)),
            Wire::fields($wire['details'] ?? []),
        );
    }
}
