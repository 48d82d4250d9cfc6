<?php
namespace ClientArea;

/** @var string $title, $content, $provider, $token, $theme, $path; @var ?Visitor $visitor; @var ?string $done */
$here = static fn (string $prefix): string => $path === $prefix ? ' aria-current="page"' : '';
$same = array_diff_key($_GET, ['lang' => 0, 'theme' => 0]);
$with = static fn (array $more): string => e($path . '?' . http_build_query($same + $more));
$other = $theme === 'dark' ? 'light' : 'dark';
?>
<!doctype html>
<html lang="<?= e(Language::$locale) ?>" data-bs-theme="<?= e($theme) ?>">
<head>
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <title><?= e(($failed ?? false ? words_of('form.mend') . ' · ' : '') . $title . ($provider !== '' ? " · $provider" : '')) ?></title>
  <link rel="icon" href="/mark.svg" type="image/svg+xml">
  <link rel="stylesheet" href="/bootstrap.min.css">
  <link rel="stylesheet" href="/client.css">
  <script src="/client.js" defer></script>
</head>
<body>
  <a class="skip" href="#content"><?= t('skip') ?></a>
  <header class="top">
    <div class="container-xl top-row">
      <a class="brand" href="/">
        <img src="/mark.svg" alt="" width="30" height="30">
        <span><strong><?= e($provider !== '' ? $provider : 'Plazo') ?></strong>
          <small><?= $visitor?->staff ? t('staff_area') : t('area') ?></small></span>
      </a>
<?php if ($visitor) : ?>
      <nav class="top-nav" aria-label="<?= t('menu') ?>">
<?php if ($visitor->staff) : ?>
        <a href="/queue"<?= $here('/queue') ?>><?= icon('queue') ?><?= t('queue.title') ?></a>
<?php else : ?>
        <a href="/tickets"<?= $here('/tickets') ?>><?= icon('ticket') ?><?= t('tickets.title') ?></a>
        <a href="/tickets/new"<?= $here('/tickets/new') ?>><?= icon('plus') ?><?= t('tickets.open') ?></a>
<?php endif ?>
      </nav>
      <form class="top-search" role="search" action="/search">
        <label class="visually-hidden" for="top-q"><?= t('search.label') ?></label>
        <input class="form-control form-control-sm" type="search" id="top-q" name="q" maxlength="200" placeholder="<?= t('search.placeholder') ?>" value="<?= e($query ?? '') ?>">
        <button class="btn btn-sm" aria-label="<?= t('search.submit') ?>"><?= icon('search') ?></button>
      </form>
<?php endif ?>
      <div class="top-end">
        <nav class="languages" aria-label="<?= t('language') ?>">
          <a href="<?= $with(['lang' => 'es']) ?>" lang="es" hreflang="es"<?= Language::$locale === 'es' ? ' aria-current="true"' : '' ?>><span aria-hidden="true">ES</span><span class="visually-hidden">Español</span></a>
          <a href="<?= $with(['lang' => 'en']) ?>" lang="en" hreflang="en"<?= Language::$locale === 'en' ? ' aria-current="true"' : '' ?>><span aria-hidden="true">EN</span><span class="visually-hidden">English</span></a>
        </nav>
<?php if ($visitor) : ?>
        <details class="account">
          <summary aria-label="<?= t('account') ?>: <?= e($visitor->name) ?>"><?= icon('person') ?><span class="account-name"><?= e($visitor->name) ?></span></summary>
          <div class="account-menu">
            <p><strong><?= e($visitor->name) ?></strong><?php if ($visitor->company !== $visitor->name) : ?><br><?= e($visitor->company) ?><?php endif ?></p>
            <a href="<?= $with(['theme' => $other]) ?>"><?= t("to_$other") ?></a>
            <form method="post" action="/logout">
              <input type="hidden" name="token" value="<?= e($token) ?>">
              <button><?= t('switch_account') ?></button>
            </form>
          </div>
        </details>
<?php endif ?>
      </div>
    </div>
  </header>
  <main id="content" class="container-xl" tabindex="-1">
<?php if ($done) : ?>
    <p class="alert alert-success done" role="status"><?= icon('check') ?><?= t("done.$done") ?></p>
<?php endif ?>
<?= $content ?>
  </main>
  <footer class="container-xl"><p><?= t('footer') ?></p></footer>
</body>
</html>
