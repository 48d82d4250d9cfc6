<?php

/**
 * The panel's own table of accounts and logins. A real panel has one already and tells Plazo about each
 * account when it changes (customer.put, staff.put), as seed.php does.
 */

declare(strict_types=1);

return [
    'customers' => [
        '1017' => ['name' => 'Zapatería Ñandú', 'locale' => 'es', 'zone' => 'Europe/Madrid', 'contacts' => [
            'eva' => ['name' => 'Eva Ruiz', 'email' => 'eva@zapaterianandu.example', 'tickets' => true, 'billing' => true],
            'luis' => ['name' => 'Luis Prieto', 'email' => 'luis@zapaterianandu.example', 'tickets' => false, 'billing' => true],
        ]],
        '1042' => ['name' => 'Clínica Dental Tamaraceite', 'locale' => 'es', 'zone' => 'Atlantic/Canary', 'contacts' => [
            'marta' => ['name' => 'Marta Déniz', 'email' => 'marta@dentaltamaraceite.example', 'tickets' => true, 'billing' => false],
        ]],
        '1120' => ['name' => 'Librería La Errata', 'locale' => 'es', 'zone' => 'Europe/Madrid', 'contacts' => []],
        '2000' => ['name' => 'Brightwater Kayaks', 'locale' => 'en', 'zone' => 'Europe/London', 'contacts' => [
            'owen' => ['name' => 'Owen Hughes', 'email' => 'owen@brightwaterkayaks.example', 'tickets' => true, 'billing' => true],
        ]],
        '2031' => ['name' => 'Kestrel Analytics', 'locale' => 'en', 'zone' => 'America/New_York', 'contacts' => [
            'priya' => ['name' => 'Priya Raman', 'email' => 'priya@kestrelanalytics.example', 'tickets' => true, 'billing' => false],
        ]],
    ],
    'staff' => [
        'ana' => ['name' => 'Ana Beltrán', 'locale' => 'es', 'departments' => null],
        'tom' => ['name' => 'Tom Fischer', 'locale' => 'en', 'departments' => null],
        'fina' => ['name' => 'Fina Robles', 'locale' => 'es', 'departments' => ['financial']],
    ],
];
