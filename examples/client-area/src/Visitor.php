<?php

declare(strict_types=1);

namespace ClientArea;

use Plazo\CustomerSession;
use Plazo\Desk;
use Plazo\StaffSession;

/**
 * Who has logged in. This is all that the panel tells Plazo about rights: *who* is calling. What that
 * person may see and do is Plazo's to say, at every call.
 */
final class Visitor
{
    private function __construct(
        public readonly string $key,
        public readonly bool $staff,
        public readonly string $account,
        public readonly ?string $contact,
        public readonly string $name,
        public readonly string $company,
        public readonly string $locale,
        public readonly ?string $zone,
    ) {
    }

    /** The login of a key such as `customer/1017/eva` or `staff/ana`; null for none that the panel has. */
    public static function find(string $key): ?self
    {
        [$kind, $account, $contact] = explode('/', $key) + [1 => '', 2 => null];
        $row = self::accounts()[$kind === 'staff' ? 'staff' : 'customers'][$account] ?? null;
        if (!$row || ($contact !== null && !isset($row['contacts'][$contact]))) {
            return null;
        }
        $name = $contact === null ? $row['name'] : $row['contacts'][$contact]['name'];
        return new self($key, $kind === 'staff', $account, $contact, $name, $row['name'], $row['locale'], $row['zone'] ?? null);
    }

    public function session(Desk $desk, string $locale, string $address): CustomerSession|StaffSession
    {
        return $this->staff
            ? $desk->staffMember($this->account, locale: $locale, address: $address)
            : $desk->customer($this->account, contact: $this->contact, locale: $locale, address: $address);
    }

    /** The panel's own table of accounts and staff. */
    public static function accounts(): array
    {
        static $accounts = null;
        return $accounts ??= require __DIR__ . '/../accounts.php';
    }
}
