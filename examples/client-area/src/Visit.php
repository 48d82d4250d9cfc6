<?php

declare(strict_types=1);

namespace ClientArea;

/**
 * PHP's own session: who has logged in, in which language, and the secret of the forms. It is closed at
 * once, so that pages of one visitor do not wait for each other.
 */
final class Visit
{
    public readonly string $token;
    public readonly ?Visitor $visitor;
    public readonly ?string $done;

    public function __construct()
    {
        session_name('client_area');
        ini_set('session.use_strict_mode', '1');
        ini_set('session.cookie_httponly', '1');
        ini_set('session.cookie_samesite', 'Lax');
        ini_set('session.cookie_secure', empty($_SERVER['HTTPS']) ? '0' : '1');
        ini_set('session.cache_limiter', '');
        session_start();
        $_SESSION['token'] ??= bin2hex(random_bytes(32));
        $this->token = $_SESSION['token'];
        $this->visitor = isset($_SESSION['login']) ? Visitor::find($_SESSION['login']) : null;
        $this->done = $_SESSION['done'] ?? null;
        unset($_SESSION['done']);
        session_write_close();
    }

    public function sentByOurForm(): bool
    {
        $token = $_POST['token'] ?? '';
        return is_string($token) && hash_equals($this->token, $token);
    }

    public function locale(): string
    {
        return $_SESSION['locale'] ?? $this->visitor?->locale ?? self::browserLocale();
    }

    public function theme(): string
    {
        return $_SESSION['theme'] ?? 'light';
    }

    public function choose(string $name, string $value): void
    {
        $this->change(static fn () => $_SESSION[$name] = $value);
    }

    public function logIn(Visitor $visitor): void
    {
        $this->change(static function () use ($visitor): void {
            session_regenerate_id(true);
            $_SESSION = ['login' => $visitor->key, 'token' => bin2hex(random_bytes(32)), 'theme' => $_SESSION['theme'] ?? 'light'];
        });
    }

    public function logOut(): void
    {
        $this->change(static function (): void {
            session_regenerate_id(true);
            $_SESSION = array_intersect_key($_SESSION, ['locale' => 0, 'theme' => 0]);
        });
    }

    /** The next page says that this was done. */
    public function say(string $done): void
    {
        $this->change(static fn () => $_SESSION['done'] = $done);
    }

    private function change(\Closure $change): void
    {
        session_start();
        $change();
        session_write_close();
    }

    private static function browserLocale(): string
    {
        foreach (explode(',', $_SERVER['HTTP_ACCEPT_LANGUAGE'] ?? '') as $range) {
            $language = strtolower(substr(trim($range), 0, 2));
            if ($language === 'es' || $language === 'en') {
                return $language;
            }
        }
        return 'es';
    }
}
