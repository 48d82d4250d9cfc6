<?php

/**
 * The declared surface of the extension. It is private to the typed client in ../src: use `Plazo\Desk`.
 * plazo_arginfo.h says the same in C; the test 001-surface.phpt compares the two.
 *
 * @generate-class-entries
 */

namespace Plazo\Native;

/** The version of the library, such as "0.1.0". */
function version(): string {}

/** All operations with their JSON Schemas, as JSON. */
function catalogue(): string {}

/** One provider's support, shared by all requests of this process that open it with the same options. */
final class Desk
{
    private function __construct() {}

    /**
     * @param string $options a JSON object, see "desk" in the catalogue
     * @throws Failure
     */
    public static function open(#[\SensitiveParameter] string $options): Desk {}

    /**
     * Performs an operation as the panel itself and gives its reply, a JSON object.
     *
     * @throws Failure
     */
    public function call(string $operation, #[\SensitiveParameter] string $request = "{}"): string {}

    /**
     * @param string $actor a JSON object, see "session" in the catalogue
     * @throws Failure
     */
    public function session(#[\SensitiveParameter] string $actor): Session {}
}

/** An actor on a desk. Ends with the request. */
final class Session
{
    private function __construct() {}

    /**
     * Performs an operation as the session's actor and gives its reply, a JSON object.
     *
     * @throws Failure
     */
    public function call(string $operation, #[\SensitiveParameter] string $request = "{}"): string {}
}

/** Why a call failed. The message is for developers; `json` is the whole error. */
final class Failure extends \RuntimeException
{
    public readonly string $json;
}
