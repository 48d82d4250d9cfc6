<?php

declare(strict_types=1);

namespace ClientArea;

use Plazo\Exception\Conflict;
use Plazo\Exception\Invalid;
use Plazo\Exception\PlazoException;
use Plazo\Exception\Unavailable;

/**
 * A form with what was typed and what Plazo found wrong with it. It checks nothing itself.
 *
 * The hidden `key` names this copy of the form and goes to Plazo as the idempotency key: sent twice (a
 * double click, a reload, a lost connection), it has one effect.
 */
final class Form
{
    /** @var array<string, string> by field, for people */
    public array $errors = [];
    /** Tells the forms of one page apart. */
    public string $name = '';
    /** What is wrong with the whole of it. */
    public ?string $trouble = null;

    /** @param array<string, string> $values */
    private function __construct(private readonly array $fields, public array $values, public string $key)
    {
    }

    public static function fresh(string ...$fields): self
    {
        return new self($fields, array_fill_keys($fields, ''), self::newKey());
    }

    public static function posted(string ...$fields): self
    {
        $values = [];
        foreach ($fields as $field) {
            $given = $_POST[$field] ?? '';
            // Browsers end lines with CR LF.
            $values[$field] = is_string($given) ? trim(str_replace(["\r\n", "\r"], "\n", $given)) : '';
        }
        $key = $_POST['key'] ?? '';
        return new self($fields, $values, is_string($key) && preg_match('/^[0-9a-f]{32}$/D', $key) ? $key : self::newKey());
    }

    /** Takes what Plazo says against the request; anything that is not about the form is thrown on. */
    public function refuse(PlazoException $error): void
    {
        if ($error instanceof Unavailable) {
            $this->trouble = words_of('form.try_again');
        } elseif ($error instanceof Conflict && $error->errorCode === 'idempotency.key_reused') {
            $this->trouble = words_of('form.sent_already');
            $this->key = self::newKey();
        } elseif ($error instanceof Invalid) {
            foreach ($error->problems as $problem) {
                $field = ltrim($problem->path, '/');
                if (in_array($field, $this->fields, true)) {
                    $this->errors[$field] ??= self::words($field, $problem->code);
                } else {
                    $this->trouble = words_of('problem.other');
                }
            }
            // In the order in which they stand on the page.
            $this->errors = array_intersect_key(array_replace(array_flip($this->fields), $this->errors), $this->errors);
            if (!$error->problems) {
                $this->trouble = words_of('problem.control_character');
            }
        } else {
            throw $error;
        }
    }

    public function expire(): void
    {
        $this->trouble = words_of('form.expired');
    }

    public function failed(): bool
    {
        return $this->errors || $this->trouble !== null;
    }

    /** The id of a field's control; a page may have several forms with such a field. */
    public function id(string $field): string
    {
        return $this->name === '' ? $field : "$this->name-$field";
    }

    /** Attributes that tie a control to its message, and to its hint if it has one. */
    public function attributes(string $field, string $hint = ''): string
    {
        $id = $this->id($field);
        $described = trim((isset($this->errors[$field]) ? "$id-error " : '') . $hint);
        return ' id="' . e($id) . '" name="' . e($field) . '"'
            . (isset($this->errors[$field]) ? ' aria-invalid="true"' : '')
            . ($described !== '' ? ' aria-describedby="' . e($described) . '"' : '');
    }

    /** The class that marks a control. */
    public function mark(string $field): string
    {
        return isset($this->errors[$field]) ? ' is-invalid' : '';
    }

    private static function words(string $field, string $code): string
    {
        foreach (["problem.$field.$code", "problem.$code"] as $key) {
            if (has_words($key)) {
                return words_of($key);
            }
        }
        return words_of('problem.other');
    }

    private static function newKey(): string
    {
        return bin2hex(random_bytes(16));
    }
}
