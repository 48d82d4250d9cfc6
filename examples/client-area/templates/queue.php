<?php
namespace ClientArea;

/** @var string $title; @var \Plazo\Type\TicketView[] $tickets; @var ?string $next, $department, $after;
 * @var ?\Plazo\Type\TicketView $soonest; @var \Plazo\Type\Document $policy; @var array<string, string> $names */
?>
    <div class="page-head"><div>
      <h1><?= e($title) ?></h1>
      <p class="lead"><?= t('queue.lead') ?></p>
    </div></div>
<?php if ($soonest) : $clock = $soonest->clocks->firstResponse ?>
    <section class="soonest card" aria-labelledby="soonest">
      <h2 id="soonest"><?= t('queue.next_due') ?></h2>
      <p><a href="/tickets/<?= e($soonest->id) ?>"><?= e($soonest->subject) ?></a>
        <small><?= e($names[$soonest->customer] ?? $soonest->customer) ?> · <span class="reference"><?= e($soonest->reference) ?></span></small></p>
      <p class="soonest-due"><span><?= clock_time($clock->dueAt) ?></span><?= countdown($clock) ?></p>
    </section>
<?php endif ?>
    <nav class="filter filter-row" aria-label="<?= t('queue.department') ?>">
      <a href="/queue"<?= $department === null ? ' aria-current="page"' : '' ?>><?= t('queue.all') ?></a>
<?php foreach ($policy->departments as $key => $one) : ?>
      <a href="/queue?department=<?= e(rawurlencode($key)) ?>"<?= $department === $key ? ' aria-current="page"' : '' ?>><?= e(name_of($one->name, $key)) ?></a>
<?php endforeach ?>
    </nav>
<?php if (!$tickets) : ?>
    <div class="card nothing">
      <?= icon('check') ?>
      <h2><?= t('queue.none') ?></h2>
      <p><?= t('queue.none_lead') ?></p>
    </div>
<?php else : ?>
    <div class="card">
      <table class="table list queue">
        <caption class="visually-hidden"><?= e($title) ?></caption>
        <thead>
          <tr>
            <th scope="col"><?= t('queue.ticket') ?></th>
            <th scope="col"><?= t('queue.priority') ?></th>
            <th scope="col" class="wide"><?= t('queue.customer') ?></th>
            <th scope="col" class="wide"><?= t('queue.waits') ?></th>
            <th scope="col"><?= t('queue.promise') ?></th>
          </tr>
        </thead>
        <tbody>
<?php foreach ($tickets as $ticket) : $state = $ticket->clocks->firstResponse ? promise_state($ticket->clocks->firstResponse) : 'none' ?>
          <tr class="row-<?= e($state) ?>">
            <th scope="row">
              <a href="/tickets/<?= e($ticket->id) ?>"><?= e($ticket->subject) ?></a>
              <small><span class="reference"><?= e($ticket->reference) ?></span> · <?= e($ticket->departmentName) ?><span class="slim"> · <?= e($names[$ticket->customer] ?? $ticket->customer) ?></span></small>
            </th>
            <td><span class="priority priority-<?= e($ticket->priority) ?>"><?= e($ticket->priorityName) ?></span></td>
            <td class="wide"><?= e($names[$ticket->customer] ?? $ticket->customer) ?></td>
            <td class="wide"><?= $ticket->waitingSince ? ago($ticket->waitingSince) : '' ?></td>
            <td><?= promise_badge($ticket->clocks->firstResponse) ?></td>
          </tr>
<?php endforeach ?>
        </tbody>
      </table>
    </div>
<?php pages_nav('/queue', ['department' => $department], $after, $next) ?>
<?php endif ?>
