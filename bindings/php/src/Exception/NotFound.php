<?php

declare(strict_types=1);

namespace Plazo\Exception;

/** No such thing, or not the actor's to see. */
final class NotFound extends PlazoException
{
}
