<?php

declare(strict_types=1);

namespace Plazo\Exception;

/** Too much or too often. */
final class Limit extends PlazoException
{
}
