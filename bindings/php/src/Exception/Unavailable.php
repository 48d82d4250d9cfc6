<?php

declare(strict_types=1);

namespace Plazo\Exception;

/** The storage cannot serve now. */
final class Unavailable extends PlazoException
{
}
