<?php

/**
 * Every request comes here. With PHP's own server:
 *
 *     CLIENT_AREA_DATABASE=desk.db php -d extension=plazo -S 127.0.0.1:8080 public/index.php
 */

declare(strict_types=1);

namespace ClientArea;

require getenv('CLIENT_AREA_PLAZO') ?: __DIR__ . '/../../../bindings/php/autoload.php';
spl_autoload_register(static function (string $class): void {
    $file = __DIR__ . '/../src/' . strtr(substr($class, strlen(__NAMESPACE__) + 1), '\\', '/') . '.php';
    if (str_starts_with($class, __NAMESPACE__ . '\\') && is_file($file)) {
        require $file;
    }
});
require __DIR__ . '/../src/language.php';
require __DIR__ . '/../src/parts.php';

ini_set('display_errors', '0');
header_remove('X-Powered-By');

// A web server in front serves these itself.
$assets = [
    '/client.css' => [__DIR__ . '/client.css', 'text/css'],
    '/client.js' => [__DIR__ . '/client.js', 'text/javascript'],
    '/mark.svg' => [__DIR__ . '/mark.svg', 'image/svg+xml'],
    '/bootstrap.min.css' => [__DIR__ . '/../../../node_modules/bootstrap/dist/css/bootstrap.min.css', 'text/css'],
];
[$file, $type] = $assets[parse_url($_SERVER['REQUEST_URI'], PHP_URL_PATH) ?: ''] ?? [null, null];
if ($file !== null) {
    foreach (Page::headers() as $name => $value) {
        header("$name: $value");
    }
    header("Content-Type: $type; charset=utf-8");
    header('Cache-Control: max-age=300');
    readfile($file);
} else {
    ClientArea::answer(getenv('CLIENT_AREA_DATABASE') ?: throw new \RuntimeException('set CLIENT_AREA_DATABASE to the path of the desk'));
}
