<?php

declare(strict_types=1);

namespace Plazo\Tests;

use Plazo\Desk;
use Plazo\Type\ContactFields;
use Plazo\Type\Department;
use Plazo\Type\Document;
use Plazo\Type\Locale;
use Plazo\Type\Permission;
use Plazo\Type\Priority;
use Plazo\Type\Words;

/** A desk in a folder of its own, with two customers and a staff member. */
final class Provider
{
    public readonly string $folder;
    public readonly Desk $desk;

    public function __construct(bool $populated = true)
    {
        $this->folder = self::temporary() . '/plazo-php-' . bin2hex(random_bytes(8));
        mkdir($this->folder, 0700);
        // A constructor that throws gets no destructor.
        try {
            $this->desk = Desk::open("$this->folder/desk.db", create: true);
            if ($populated) {
                $this->populate();
            }
        } catch (\Throwable $failure) {
            self::remove($this->folder);
            throw $failure;
        }
    }

    public static function policy(): Document
    {
        return new Document(
            plazo: 1,
            provider: 'Introserv',
            zone: 'Europe/Madrid',
            languages: [Locale::ES, Locale::EN],
            departments: [
                'technical' => new Department(new Words(es: 'Cuestiones técnicas', en: 'Technical')),
                'financial' => new Department(),
            ],
            priorities: ['regular' => new Priority()],
            firstResponse: 600_000,
        );
    }

    /** In memory where there is such a place: these tests are about meaning, and there are hundreds. */
    public static function temporary(): string
    {
        return is_writable('/dev/shm') ? '/dev/shm' : sys_get_temp_dir();
    }

    private function populate(): void
    {
        $this->desk->policy->install(self::policy());
        $this->desk->customers->put('1017', 'Zapatería Ñandú', contacts: [
            new ContactFields('eva', 'Eva', email: 'eva@example.com', tickets: true),
            ['reference' => 'luis', 'name' => 'Luis', 'billing' => true],
        ]);
        $this->desk->customers->put('2000', 'Other Ltd', locale: Locale::EN, contacts: []);
        $this->desk->staff->put('ana', 'Ana', permissions: [
            Permission::TICKETS_READ, Permission::TICKETS_REPLY, Permission::TICKETS_NOTE, Permission::CUSTOMER_VIEW,
        ]);
    }

    public function __destruct()
    {
        self::remove($this->folder);
    }

    public static function remove(string $folder): void
    {
        foreach (array_diff(scandir($folder) ?: [], ['.', '..']) as $name) {
            is_dir("$folder/$name") ? self::remove("$folder/$name") : unlink("$folder/$name");
        }
        rmdir($folder);
    }
}
