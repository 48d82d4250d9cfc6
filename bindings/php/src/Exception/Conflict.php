<?php

declare(strict_types=1);

namespace Plazo\Exception;

/** The state moved on; read again. */
final class Conflict extends PlazoException
{
}
