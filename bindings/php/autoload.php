<?php

/**
 * Loads the client's classes when they are first used, for panels without Composer:
 *
 *     require '/usr/share/php/Plazo/autoload.php';
 */

declare(strict_types=1);

spl_autoload_register(static function (string $class): void {
    if (str_starts_with($class, 'Plazo\\')) {
        $file = __DIR__ . '/src/' . strtr(substr($class, strlen('Plazo\\')), '\\', '/') . '.php';
        if (is_file($file)) {
            require $file;
        }
    }
});
