<?php

declare(strict_types=1);

namespace Plazo\Tests;

use Plazo\Desk;
use Plazo\Exception\PlazoException;
use Plazo\Native;

/** One shared case under way; tests/cases/README.md describes them. */
final class Play
{
    private const PATTERNS = [
        '<id>' => '/^[1-9][0-9]{0,18}$/D',
        '<instant>' => '/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/D',
        '<text>' => '/^.+$/Ds',
        '<reference>' => '/^[0-9A-Z]{4}-[0-9A-Z]{4}$/D',
    ];
    private const RFC_3339 = '/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/D';
    private const GROUPS = [
        'calendar' => 'calendars',
        'charge' => 'charges',
        'conduct' => 'conduct',
        'contact' => 'contact',
        'customer' => 'customers',
        'entitlement' => 'entitlements',
        'history' => 'history',
        'outbox' => 'outbox',
        'policy' => 'policy',
        'session' => 'sessions',
        'staff' => 'staff',
        'support' => 'support',
        'ticket' => 'tickets',
    ];
    private const CLASSES = [
        'panel' => Desk::class,
        'customer' => \Plazo\CustomerSession::class,
        'guest' => \Plazo\GuestSession::class,
        'staff' => \Plazo\StaffSession::class,
        'looking' => \Plazo\LookingSession::class,
    ];

    /** @var array<string, string> */
    private array $saved = [];
    private string $folder;

    public function __construct(private \stdClass $case)
    {
        $this->folder = Provider::temporary() . '/plazo-case-' . bin2hex(random_bytes(8));
        mkdir("$this->folder/files", 0700, true);
        $this->saved['folder'] = "$this->folder/files";
        foreach (self::steps($case->context ?? []) as $step) {
            $reply = json_decode($this->raw($step), false, 512, JSON_THROW_ON_ERROR);
            foreach ((array) ($step->save ?? []) as $name => $pointer) {
                $this->saved[$name] = self::pointed($reply, $pointer);
            }
        }
    }

    public function __destruct()
    {
        Provider::remove($this->folder);
    }

    /** What is wrong with the outcome of the call as plain JSON; null: nothing. */
    public function asJson(): ?string
    {
        try {
            $reply = $this->raw($this->case);
        } catch (Native\Failure $failure) {
            return $this->wrongError(PlazoException::fromWire($failure->json));
        }
        return $this->wrongReply(json_decode($reply, false, 512, JSON_THROW_ON_ERROR));
    }

    /** The same through the typed client. False: its types do not let one make this mistake. */
    public function typed(): string|false|null
    {
        $actor = $this->case->actor ?? null;
        $kind = $actor === null ? 'panel' : (isset($actor->on_behalf_of) ? 'looking' : $actor->type);
        $method = self::method($kind, $this->case->operation);
        if ($method === null) {
            return false;
        }
        $arguments = [];
        foreach ((array) $this->filled($this->case->request ?? []) as $name => $value) {
            $arguments[self::camel($name)] = $value;
        }
        foreach ($method->getParameters() as $parameter) {
            if (isset($arguments[$parameter->getName()])) {
                $arguments[$parameter->getName()] = self::given($arguments[$parameter->getName()], $parameter->getType());
            }
        }
        try {
            $caller = $this->session($kind);
            [$group, $called] = self::place($this->case->operation);
            $reply = ($group === null ? $caller : $caller->{$group})->{$called}(...$arguments);
        } catch (PlazoException $error) {
            return $this->wrongError($error);
        } catch (\TypeError | \Error $error) {
            $refused = $error instanceof \TypeError || str_starts_with($error->getMessage(), 'Unknown named parameter');
            return $refused && isset($this->case->error) ? false : throw $error;
        }
        return $this->wrongReply(self::wired($reply));
    }

    public static function method(string $kind, string $operation): ?\ReflectionMethod
    {
        [$group, $method] = self::place($operation);
        $class = new \ReflectionClass(self::CLASSES[$kind]);
        if ($group !== null) {
            if (!$class->hasProperty($group)) {
                return null;
            }
            $type = $class->getProperty($group)->getType();
            assert($type instanceof \ReflectionNamedType);
            $class = new \ReflectionClass($type->getName());
        }
        return $class->hasMethod($method) ? $class->getMethod($method) : null;
    }

    /** A value of the wire as a panel would have it, when the parameter asks for that. */
    private static function given(mixed $value, ?\ReflectionType $type): mixed
    {
        if (!$type instanceof \ReflectionNamedType) {
            return $value;
        }
        if ($type->getName() === \DateTimeInterface::class && is_string($value)) {
            // What is no instant stays text, which the types refuse.
            return preg_match(self::RFC_3339, $value) ? new \DateTimeImmutable($value) : $value;
        }
        return $type->getName() === 'array' && $value instanceof \stdClass ? (array) $value : $value;
    }

    public static function camel(string $name): string
    {
        return lcfirst(str_replace('_', '', ucwords($name, '_')));
    }

    /** Where and how they differ; null: they match. */
    public static function difference(mixed $expected, mixed $actual, string $at = ''): ?string
    {
        $wrong = ($at ?: 'the whole') . ': expected ' . json_encode($expected) . ', got ' . json_encode($actual);
        if ($expected instanceof \stdClass) {
            if (!$actual instanceof \stdClass) {
                return $wrong;
            }
            foreach ((array) $expected as $name => $one) {
                $there = property_exists($actual, (string) $name);
                $found = match (true) {
                    $one === '<absent>' => $there ? "$at/$name: expected to be absent" : null,
                    !$there => "$at/$name: missing",
                    default => self::difference($one, $actual->{$name}, "$at/$name"),
                };
                if ($found !== null) {
                    return $found;
                }
            }
            return null;
        }
        if (is_array($expected)) {
            if (!is_array($actual) || count($actual) !== count($expected)) {
                return $wrong;
            }
            foreach ($expected as $i => $one) {
                if ($found = self::difference($one, $actual[$i], "$at/$i")) {
                    return $found;
                }
            }
            return null;
        }
        if (is_string($expected) && preg_match('/^<.*>$/Ds', $expected)) {
            return match (true) {
                $expected === '<any>' => null,
                $expected === '<integer>' => is_int($actual) ? null : $wrong,
                !isset(self::PATTERNS[$expected]) => "$at: the case has an unknown matcher $expected",
                default => is_string($actual) && preg_match(self::PATTERNS[$expected], $actual) ? null : $wrong,
            };
        }
        return $expected === $actual ? null : $wrong;
    }

    /** @return array{?string, string} */
    private static function place(string $operation): array
    {
        [$subject, $method] = str_contains($operation, '.') ? explode('.', $operation) : ['desk', $operation];
        return [self::GROUPS[$subject] ?? null, self::camel($method)];
    }

    private function raw(\stdClass $step): string
    {
        $options = [];
        if ($clock = $step->clock ?? $this->case->clock ?? null) {
            $options['now'] = $clock;
        }
        if ($this->case->storage ?? true) {
            $options += ['database' => "$this->folder/desk.db", 'create' => true];
        }
        $desk = Native\Desk::open(json_encode((object) $options, JSON_THROW_ON_ERROR));
        $request = json_encode((object) $this->filled($step->request ?? []), JSON_THROW_ON_ERROR | JSON_PRESERVE_ZERO_FRACTION);
        if (!isset($step->actor)) {
            return $desk->call($step->operation, $request);
        }
        return $desk->session(json_encode($step->actor, JSON_THROW_ON_ERROR))->call($step->operation, $request);
    }

    private function session(string $kind): object
    {
        $clock = isset($this->case->clock) ? new \DateTimeImmutable($this->case->clock) : null;
        $database = ($this->case->storage ?? true) ? "$this->folder/desk.db" : null;
        $desk = Desk::open($database, create: $database === null ? null : true, now: $clock);
        $given = (array) ($this->case->actor ?? []);
        $behalf = (array) ($given['on_behalf_of'] ?? []);
        unset($given['type'], $given['on_behalf_of']);
        return match ($kind) {
            'panel' => $desk,
            'customer' => $desk->customer(...$given),
            'guest' => $desk->guest(...$given),
            'staff' => $desk->staffMember(...$given),
            default => $desk->staffMember(...$given)->onBehalfOf(...$behalf),
        };
    }

    private function wrongError(PlazoException $error): ?string
    {
        if (!isset($this->case->error)) {
            return "failed with $error";
        }
        $paths = array_column($error->problems, 'path');
        $expected = (array) $this->filled($this->case->error->paths ?? []);
        sort($paths);
        sort($expected);
        return self::difference(
            [$this->case->error->category, $this->case->error->code, $expected],
            [$error->category, $error->errorCode, $paths],
        );
    }

    private function wrongReply(mixed $reply): ?string
    {
        if (!isset($this->case->reply)) {
            return 'succeeded with ' . json_encode($reply);
        }
        return self::difference($this->filled($this->case->reply), $reply);
    }

    /** A value of the client as the wire has it. */
    private static function wired(mixed $value): mixed
    {
        if ($value instanceof \DateTimeInterface) {
            return $value->format('Y-m-d\TH:i:s.v\Z');
        }
        if (is_array($value)) {
            $all = array_map(self::wired(...), $value);
            return array_is_list($all) ? $all : (object) $all;
        }
        if (!is_object($value)) {
            return $value ?? new \stdClass();
        }
        // Lists and maps that are empty unless told otherwise: the library leaves them out then.
        $empty = [];
        foreach ((new \ReflectionMethod($value, '__construct'))->getParameters() as $parameter) {
            if ($parameter->isDefaultValueAvailable() && $parameter->getDefaultValue() === []) {
                $empty[$parameter->getName()] = [];
            }
        }
        $object = new \stdClass();
        foreach (get_object_vars($value) as $name => $one) {
            if ($one !== null && $one !== ($empty[$name] ?? null)) {
                $object->{strtolower((string) preg_replace('/[A-Z]/', '_$0', $name))} = self::wired($one);
            }
        }
        return $object;
    }

    private function filled(mixed $value): mixed
    {
        if (is_string($value)) {
            return preg_replace_callback('/\$\{(\w+)\}/', fn (array $match) => $this->saved[$match[1]], $value);
        }
        if (is_array($value)) {
            return array_map($this->filled(...), $value);
        }
        return $value instanceof \stdClass ? (object) array_map($this->filled(...), (array) $value) : $value;
    }

    /**
     * @param list<string|\stdClass> $context
     * @return list<\stdClass>
     */
    private static function steps(array $context): array
    {
        $steps = [];
        foreach ($context as $one) {
            array_push($steps, ...(is_string($one) ? self::read(CasesTest::FOLDER . "/contexts/$one.json")->steps : [$one]));
        }
        return $steps;
    }

    public static function read(string $path): mixed
    {
        return json_decode((string) file_get_contents($path), false, 512, JSON_THROW_ON_ERROR);
    }

    private static function pointed(mixed $document, string $pointer): string
    {
        foreach (array_slice(explode('/', $pointer), 1) as $part) {
            $document = is_array($document) ? $document[(int) $part] : $document->{$part};
        }
        return $document;
    }
}
