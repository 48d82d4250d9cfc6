<?php

/** Pieces of HTML that several templates print. */

declare(strict_types=1);

namespace ClientArea;

use Plazo\Type\Words;

/** A name of the policy in the visitor's language, or in the other one. */
function name_of(Words $name, string $key): string
{
    return (Language::$locale === 'es' ? $name->es ?? $name->en : $name->en ?? $name->es) ?? $key;
}

/** What is wrong with a form, above it, with links to the fields; the browser puts the focus on it. */
function form_summary(Form $form): void
{
    if (!$form->failed()) {
        return;
    } ?>
      <div class="alert alert-danger" role="alert" tabindex="-1" autofocus>
        <h2><?= icon('alert') ?><?= t('form.mend') ?></h2>
<?php if ($form->trouble !== null) : ?>
        <p><?= e($form->trouble) ?></p>
<?php endif ?>
<?php if ($form->errors) : ?>
        <ul>
<?php foreach ($form->errors as $field => $words) : ?>
          <li><a class="alert-link" href="#<?= e($form->id($field)) ?>"><?= e($words) ?></a></li>
<?php endforeach ?>
        </ul>
<?php endif ?>
      </div>
<?php
}

function field_error(Form $form, string $field): void
{
    if (isset($form->errors[$field])) { ?>
          <p class="invalid-feedback" id="<?= e($form->id($field)) ?>-error"><?= e($form->errors[$field]) ?></p>
<?php }
}

/**
 * The way to the next page of a list.
 *
 * @param array<string, ?string> $query what the list is narrowed to
 */
function pages_nav(string $path, array $query, ?string $after, ?string $next): void
{
    if ($after === null && $next === null) {
        return;
    }
    $link = static fn (array $more): string => e(rtrim($path . '?' . http_build_query(array_filter($query + $more)), '?')); ?>
        <nav class="pages" aria-label="<?= t('pages') ?>">
<?php if ($after !== null) : ?>
          <a class="btn btn-outline-secondary btn-sm" href="<?= $link([]) ?>"><?= icon('back') ?><?= t('pages.first') ?></a>
<?php endif ?>
<?php if ($next !== null) : ?>
          <a class="btn btn-outline-secondary btn-sm pages-next" rel="next" href="<?= $link(['after' => $next]) ?>"><?= t('pages.next') ?><?= icon('next') ?></a>
<?php endif ?>
        </nav>
<?php
}
