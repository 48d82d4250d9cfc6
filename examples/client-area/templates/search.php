<?php
namespace ClientArea;

/** @var string $title, $query; @var ?\Plazo\Type\TicketSearchReply $found */
?>
    <div class="narrow">
      <div class="page-head"><h1><?= e($query === '' ? $title : words_of('search.results', query: $query)) ?></h1></div>
      <form class="card search-form" role="search" aria-label="<?= e($title) ?>" action="/search">
        <label class="form-label" for="q"><?= t('search.label') ?></label>
        <div class="search-row">
          <input class="form-control" type="search" id="q" name="q" maxlength="200" aria-describedby="q-hint" value="<?= e($query) ?>">
          <button class="btn btn-primary"><?= t('search.submit') ?></button>
        </div>
        <p class="form-text" id="q-hint"><?= t('search.hint') ?></p>
      </form>
<?php if ($found && !$found->hits) : ?>
      <div class="card nothing">
        <?= icon('search') ?>
        <h2><?= t('search.none', query: $query) ?></h2>
        <p><?= t('search.none_lead') ?></p>
      </div>
<?php elseif ($found) : ?>
      <ul class="hits card">
<?php foreach ($found->hits as $hit) : ?>
        <li>
          <a href="/tickets/<?= e($hit->ticket->id) ?>"><?= e($hit->ticket->subject) ?></a>
          <span class="status status-<?= e($hit->ticket->status) ?>"><?= e(value_words('status', $hit->ticket->status)) ?></span>
          <p><?= e($hit->excerpt) ?></p>
          <small><span class="reference"><?= e($hit->ticket->reference) ?></span> · <?= e($hit->ticket->departmentName) ?> · <?= when($hit->ticket->updatedAt) ?></small>
        </li>
<?php endforeach ?>
      </ul>
<?php pages_nav('/search', ['q' => $query], $_GET['after'] ?? null, $found->next) ?>
<?php endif ?>
    </div>
