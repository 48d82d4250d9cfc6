<?php
namespace ClientArea;

/** @var string $title; @var \Plazo\Type\TicketView[] $tickets; @var ?string $next, $status, $after; @var \Plazo\Type\Document $policy */
$filters = ['' => 'tickets.all', 'open' => 'tickets.open_plural', 'answered' => 'tickets.answered_plural', 'closed' => 'tickets.closed_plural'];
?>
    <div class="page-head">
      <h1><?= e($title) ?></h1>
      <a class="btn btn-primary" href="/tickets/new"><?= icon('plus') ?><?= t('tickets.open') ?></a>
    </div>
    <div class="with-side">
      <aside class="side">
        <nav class="filter card" aria-label="<?= t('tickets.filter') ?>">
<?php foreach ($filters as $value => $words) : ?>
          <a href="/tickets<?= $value === '' ? '' : '?status=' . e($value) ?>"<?= (string) $status === $value ? ' aria-current="page"' : '' ?>><?= t($words) ?></a>
<?php endforeach ?>
        </nav>
        <section class="card pledge" aria-labelledby="pledge">
          <h2 id="pledge"><?= icon('clock') ?><?= t('our_promise') ?></h2>
          <p><?= t('our_promise.text', target: long_length($policy->firstResponse)) ?></p>
        </section>
      </aside>
      <div>
<?php if (!$tickets) : ?>
        <div class="card nothing">
          <?= icon('inbox') ?>
          <h2><?= t($status === null ? 'tickets.none' : 'tickets.none_here') ?></h2>
<?php if ($status === null) : ?>
          <p><?= t('tickets.none_lead') ?></p>
          <a class="btn btn-primary" href="/tickets/new"><?= t('tickets.open') ?></a>
<?php else : ?>
          <a class="btn btn-outline-secondary" href="/tickets"><?= t('tickets.see_all') ?></a>
<?php endif ?>
        </div>
<?php else : ?>
        <div class="card">
        <table class="table list">
          <caption class="visually-hidden"><?= e($title) ?></caption>
          <thead>
            <tr>
              <th scope="col"><?= t('tickets.subject') ?></th>
              <th scope="col"><?= t('tickets.status') ?></th>
              <th scope="col"><?= t('tickets.promise') ?></th>
              <th scope="col" class="wide"><?= t('tickets.updated') ?></th>
            </tr>
          </thead>
          <tbody>
<?php foreach ($tickets as $ticket) : ?>
            <tr>
              <th scope="row">
                <a href="/tickets/<?= e($ticket->id) ?>"><?= e($ticket->subject) ?></a>
                <small><span class="reference"><?= e($ticket->reference) ?></span> · <?= e($ticket->departmentName) ?></small>
              </th>
              <td><span class="status status-<?= e($ticket->status) ?>"><?= e(value_words('status', $ticket->status)) ?></span></td>
              <td><?= promise_badge($ticket->clocks->firstResponse) ?></td>
              <td class="wide"><?= ago($ticket->updatedAt) ?></td>
            </tr>
<?php endforeach ?>
          </tbody>
        </table>
        </div>
<?php pages_nav('/tickets', ['status' => $status], $after, $next) ?>
<?php endif ?>
      </div>
    </div>
