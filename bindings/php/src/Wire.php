<?php

declare(strict_types=1);

namespace Plazo;

/**
 * Between PHP values and the wire: JSON with instants as text and durations as integer milliseconds.
 *
 * @internal
 */
final class Wire
{
    /** RFC 3339 in UTC with milliseconds. */
    private const INSTANT = 'Y-m-d\TH:i:s.v\Z';

    /**
     * A request's fields as an object. Null means absent; so does an argument that was left out.
     *
     * @param array<mixed> $fields
     * @param array<string, \Closure> $inner for fields that are not written as they are
     */
    public static function object(array $fields, array $inner = []): \stdClass
    {
        $object = new \stdClass();
        foreach ($fields as $name => $value) {
            if ($value === null) {
                continue;
            }
            // What has another type than it should is handed on: the library's answer names its place.
            if (isset($inner[$name]) && (is_array($value) || is_object($value))) {
                $value = $inner[$name]($value);
            }
            $object->{$name} = $value instanceof \DateTimeInterface ? self::fromInstant($value) : $value;
        }
        return $object;
    }

    /** Writes a map, empty or not, as an object. */
    public static function eachOfMap(?\Closure $write = null): \Closure
    {
        return static function (array|\stdClass $entries) use ($write): \stdClass {
            $object = new \stdClass();
            foreach ((array) $entries as $key => $value) {
                $object->{$key} = $write && (is_array($value) || is_object($value)) ? $write($value) : $value;
            }
            return $object;
        };
    }

    public static function eachOfList(\Closure $write): \Closure
    {
        return static fn (array $entries): array => array_map(
            static fn (mixed $value): mixed => is_array($value) || is_object($value) ? $write($value) : $value,
            $entries,
        );
    }

    public static function encode(\stdClass $object): string
    {
        // Without exceptions json_encode would give false for text that is not UTF-8.
        return json_encode($object, JSON_THROW_ON_ERROR | JSON_UNESCAPED_UNICODE | JSON_UNESCAPED_SLASHES | JSON_PRESERVE_ZERO_FRACTION);
    }

    /** @return array<string, mixed> */
    public static function decode(string $json): array
    {
        return self::fields(json_decode($json, true, 512, JSON_THROW_ON_ERROR));
    }

    /** @return array<string, mixed> */
    public static function fields(mixed $value): array
    {
        if (!is_array($value)) {
            throw self::unexpected('an object', $value);
        }
        /** @var array<string, mixed> $value the names are those of a JSON object */
        return $value;
    }

    public static function text(mixed $value): string
    {
        return is_string($value) ? $value : throw self::unexpected('text', $value);
    }

    public static function integer(mixed $value): int
    {
        return is_int($value) ? $value : throw self::unexpected('an integer', $value);
    }

    public static function boolean(mixed $value): bool
    {
        return is_bool($value) ? $value : throw self::unexpected('true or false', $value);
    }

    public static function instant(mixed $value): \DateTimeImmutable
    {
        $at = \DateTimeImmutable::createFromFormat('!' . self::INSTANT, self::text($value), new \DateTimeZone('UTC'));
        return $at ?: throw self::unexpected('an instant', $value);
    }

    /**
     * @template T
     * @param \Closure(mixed): T $read
     * @return list<T>
     */
    public static function listOf(mixed $value, \Closure $read): array
    {
        return is_array($value) ? array_map($read, array_values($value)) : throw self::unexpected('a list', $value);
    }

    /**
     * @template T
     * @param \Closure(mixed): T $read
     * @return array<string, T>
     */
    public static function mapOf(mixed $value, \Closure $read): array
    {
        return array_map($read, self::fields($value));
    }

    private static function fromInstant(\DateTimeInterface $at): string
    {
        return \DateTimeImmutable::createFromInterface($at)->setTimezone(new \DateTimeZone('UTC'))->format(self::INSTANT);
    }

    private static function unexpected(string $expected, mixed $value): \UnexpectedValueException
    {
        return new \UnexpectedValueException("expected $expected, got " . get_debug_type($value));
    }
}
