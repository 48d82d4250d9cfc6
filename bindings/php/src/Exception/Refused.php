<?php

declare(strict_types=1);

namespace Plazo\Exception;

/** Understood, but this actor may not, or the policy says no. */
final class Refused extends PlazoException
{
}
