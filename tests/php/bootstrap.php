<?php

declare(strict_types=1);

require __DIR__ . '/../../bindings/php/autoload.php';
require __DIR__ . '/client/Provider.php';
require __DIR__ . '/client/Play.php';
