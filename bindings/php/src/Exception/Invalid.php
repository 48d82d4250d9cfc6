<?php

declare(strict_types=1);

namespace Plazo\Exception;

/** The request is wrong; mend it. */
final class Invalid extends PlazoException
{
}
