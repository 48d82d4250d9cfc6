<?php

declare(strict_types=1);

namespace Plazo\Exception;

/** A fault of Plazo itself; nothing was written. */
final class Internal extends PlazoException
{
}
