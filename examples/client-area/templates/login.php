<?php
namespace ClientArea;

/** @var string $title, $token; @var array $accounts; @var string $provider */
$person = static function (string $key, string $name, string $about) use ($token): void { ?>
          <li>
            <form method="post" action="/login">
              <input type="hidden" name="token" value="<?= e($token) ?>">
              <button name="as" value="<?= e($key) ?>">
                <span class="face" aria-hidden="true"><?= e(mb_substr($name, 0, 1)) ?></span>
                <span><strong><span class="visually-hidden"><?= t('login.as', name: $name) ?></span><span aria-hidden="true"><?= e($name) ?></span></strong>
                  <small><?= e($about) ?></small></span>
                <?= icon('next') ?>
              </button>
            </form>
          </li>
<?php } ?>
    <div class="page-head login-head">
      <div>
        <h1><?= e($title) ?></h1>
        <p class="lead"><?= t('login.lead') ?></p>
      </div>
    </div>
    <div class="login">
      <section aria-labelledby="customers">
        <h2 id="customers"><?= t('login.customers') ?></h2>
        <div class="login-cards">
<?php foreach ($accounts['customers'] as $number => $account) : ?>
        <section class="card" aria-labelledby="account-<?= e($number) ?>">
          <h3 id="account-<?= e($number) ?>"><?= e($account['name']) ?> <small><?= t('login.customer_number', number: $number) ?></small></h3>
          <ul class="people">
<?php
    if (!$account['contacts']) {
        $person("customer/$number", $account['name'], words_of('login.owner'));
    }
    foreach ($account['contacts'] as $key => $contact) {
        $person("customer/$number/$key", $contact['name'], words_of($contact['tickets'] ? 'login.contact' : 'login.contact_billing'));
    }
?>
          </ul>
        </section>
<?php endforeach ?>
        </div>
      </section>
      <section aria-labelledby="staff">
        <h2 id="staff"><?= t('login.staff') ?></h2>
        <div class="card">
          <ul class="people">
<?php
    foreach ($accounts['staff'] as $key => $member) {
        $names = array_map(static fn (string $d): string => $departments[$d] ?? $d, $member['departments'] ?? []);
        $person("staff/$key", $member['name'], $names ? words_of('login.some_departments', departments: implode(', ', $names)) : words_of('login.all_departments'));
    }
?>
          </ul>
        </div>
      </section>
    </div>
