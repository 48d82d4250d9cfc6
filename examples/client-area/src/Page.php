<?php

declare(strict_types=1);

namespace ClientArea;

/** What goes back to the browser. */
final class Page
{
    private function __construct(
        public readonly int $status,
        public readonly string $body,
        public readonly ?string $location = null,
    ) {
    }

    /** @param array<string, mixed> $values the variables of the template */
    public static function of(string $template, array $values, int $status = 200): self
    {
        $content = self::fill($template, $values);
        return new self($status, self::fill('layout', ['content' => $content] + $values));
    }

    /** After a form that did something, so that a reload does not send it again. */
    public static function redirect(string $location): self
    {
        return new self(303, '', $location);
    }

    public function send(): void
    {
        http_response_code($this->status);
        foreach (self::headers() as $name => $value) {
            header("$name: $value");
        }
        header('Content-Type: text/html; charset=utf-8');
        header('Cache-Control: no-store');
        if ($this->location !== null) {
            header("Location: $this->location");
        }
        echo $this->body;
    }

    /** @return array<string, string> */
    public static function headers(): array
    {
        return [
            'Content-Security-Policy' => "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; "
                . "form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
            'X-Content-Type-Options' => 'nosniff',
            'X-Frame-Options' => 'DENY',
            'Referrer-Policy' => 'same-origin',
            'Cross-Origin-Opener-Policy' => 'same-origin',
        ];
    }

    /** @param array<string, mixed> $values */
    private static function fill(string $template, array $values): string
    {
        extract($values, EXTR_SKIP);
        ob_start();
        require __DIR__ . "/../templates/$template.php";
        return (string) ob_get_clean();
    }
}
