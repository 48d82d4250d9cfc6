<?php
namespace ClientArea;

/** @var \Plazo\Type\TicketView $ticket; @var \Plazo\Type\MessageView[] $messages; @var ?int $next; @var int $after;
 * @var array<string, Form> $forms; @var ?\Plazo\Type\CustomerReply $customer; @var Visitor $visitor; @var string $token */
$clock = $ticket->clocks->firstResponse;
$action = '/tickets/' . $ticket->id . ($after ? "?after=$after" : '');
$begin = static function (string $deed, string $class) use ($forms, $action, $token): void {
    form_summary($forms[$deed]); ?>
        <form method="post" action="<?= e($action) ?>" class="<?= e($class) ?>" novalidate>
          <input type="hidden" name="token" value="<?= e($token) ?>">
          <input type="hidden" name="key" value="<?= e($forms[$deed]->key) ?>">
          <input type="hidden" name="do" value="<?= e($deed) ?>">
<?php }
?>
    <p class="back"><a href="<?= $visitor->staff ? '/queue' : '/tickets' ?>"><?= icon('back') ?><?= t($visitor->staff ? 'ticket.back_queue' : 'ticket.back') ?></a></p>
    <div class="page-head"><div>
      <p class="over"><?= t('ticket.reference', reference: $ticket->reference) ?>
        <span class="status status-<?= e($ticket->status) ?>"><?= e(value_words('status', $ticket->status)) ?></span></p>
      <h1><?= e($ticket->subject) ?></h1>
    </div></div>
    <div class="ticket">
<?php if ($clock) : $state = promise_state($clock) ?>
      <section class="promise card promise-<?= e($state) ?>" aria-labelledby="promise">
        <h2 id="promise"><?= icon(['running' => 'clock', 'met' => 'check', 'late' => 'check', 'missed' => 'alert'][$state] ?? 'dash') ?>
          <?= $state === 'running' && $visitor->staff ? t('promise.running.staff') : e(has_words("promise.$state.title") ? words_of("promise.$state.title") : $state) ?></h2>
<?php if ($state === 'running' && $clock->dueAt) : ?>
        <p class="promise-due"><?= clock_time($clock->dueAt) . own_zone($policy->zone) ?></p>
        <p class="promise-left"><?= countdown($clock) ?></p>
        <progress max="<?= e($clock->target ?? 0) ?>" value="<?= e($clock->timeLeft ?? 0) ?>" aria-hidden="true"></progress>
<?php elseif ($clock->metAt) : ?>
        <p class="promise-due"><?= clock_time($clock->metAt) ?></p>
<?php elseif ($state === 'missed') : ?>
        <p class="promise-due"><?= clock_time($clock->dueAt) ?></p>
<?php endif ?>
        <p class="promise-text"><?= e($clock->text) ?></p>
      </section>
<?php endif ?>
      <section class="talk" aria-labelledby="talk">
        <h2 id="talk" class="visually-hidden"><?= t('ticket.conversation') ?></h2>
<?php if ($after) : ?>
        <p><a class="btn btn-outline-secondary btn-sm" href="/tickets/<?= e($ticket->id) ?>"><?= icon('back') ?><?= t('ticket.earlier') ?></a></p>
<?php endif ?>
        <ol class="messages">
<?php foreach ($messages as $index => $message) :
    $note = $message->kind === 'note';
    $mine = $message->author->role === ($visitor->staff ? 'staff' : 'customer') && $message->author->name === $visitor->name; ?>
          <li class="message card from-<?= e($message->author->role) ?><?= $note ? ' note' : '' ?>"<?= $index === count($messages) - 1 ? ' id="newest"' : '' ?>>
            <header>
              <span class="face" aria-hidden="true"><?= e(mb_substr($message->author->name, 0, 1)) ?></span>
              <h3><?= e($message->author->name) ?></h3>
              <span class="role"><?= $note ? icon('lock') . t('ticket.note') : t($mine ? 'ticket.you' : ($message->author->role === 'staff' ? 'ticket.staff' : 'ticket.customer_role')) ?></span>
              <?= when($message->at) ?>
            </header>
            <p class="body"><?= e($message->body) ?></p>
          </li>
<?php endforeach ?>
        </ol>
<?php if ($next) : ?>
        <p><a class="btn btn-outline-secondary btn-sm" rel="next" href="/tickets/<?= e($ticket->id) ?>?after=<?= e($next) ?>"><?= t('ticket.later') ?><?= icon('next') ?></a></p>
<?php endif ?>
<?php $begin('reply', 'card form answer') ?>
          <h2><?= t($visitor->staff ? 'ticket.reply_customer' : 'ticket.reply') ?></h2>
<?php if ($ticket->status === 'closed') : ?>
          <p class="form-text" id="reopen-hint"><?= t($visitor->staff ? 'ticket.reopen_hint_staff' : 'ticket.reopen_hint') ?></p>
<?php endif ?>
          <div class="field">
            <label class="form-label visually-hidden" for="reply-body"><?= t('ticket.reply_label') ?></label>
            <textarea class="form-control<?= $forms['reply']->mark('body') ?>" rows="5" required<?= $forms['reply']->attributes('body', $ticket->status === 'closed' ? 'reopen-hint' : '') ?>>
<?= e($forms['reply']->values['body']) ?></textarea>
<?php field_error($forms['reply'], 'body') ?>
          </div>
          <button class="btn btn-primary"><?= t('ticket.reply_submit') ?></button>
        </form>
<?php if (isset($forms['note'])) : ?>
        <details class="card note-form"<?= $forms['note']->failed() ? ' open' : '' ?>>
          <summary><?= icon('lock') ?><?= t('ticket.add_note') ?></summary>
<?php $begin('note', 'form') ?>
            <p class="form-text" id="note-hint"><?= t('ticket.note_hint') ?></p>
            <div class="field">
              <label class="form-label" for="note-body"><?= t('ticket.note_label') ?></label>
              <textarea class="form-control<?= $forms['note']->mark('body') ?>" rows="3" required<?= $forms['note']->attributes('body', 'note-hint') ?>>
<?= e($forms['note']->values['body']) ?></textarea>
<?php field_error($forms['note'], 'body') ?>
            </div>
            <button class="btn btn-warning"><?= t('ticket.note_submit') ?></button>
          </form>
        </details>
<?php endif ?>
      </section>
      <aside class="facts">
        <section class="card" aria-labelledby="facts">
          <h2 id="facts"><?= t('ticket.details') ?></h2>
          <dl>
            <dt><?= t('ticket.number') ?></dt><dd class="reference"><?= e($ticket->reference) ?></dd>
            <dt><?= t('tickets.department') ?></dt><dd><?= e($ticket->departmentName) ?></dd>
            <dt><?= t('ticket.priority') ?></dt><dd><span class="priority priority-<?= e($ticket->priority) ?>"><?= e($ticket->priorityName) ?></span></dd>
            <dt><?= t('ticket.opened') ?></dt><dd><?= when($ticket->openedAt) ?></dd>
<?php if ($ticket->waitingSince) : ?>
            <dt><?= t('ticket.waiting') ?></dt><dd><?= ago($ticket->waitingSince) ?></dd>
<?php endif ?>
<?php if ($ticket->closedAt) : ?>
            <dt><?= t('ticket.closed_on') ?></dt><dd><?= when($ticket->closedAt) ?></dd>
<?php endif ?>
          </dl>
<?php if ($ticket->status !== 'closed') : ?>
<?php $begin('close', 'close') ?>
<?php if (!$visitor->staff) : ?>
          <p class="form-text"><?= t('ticket.close_hint') ?></p>
<?php endif ?>
          <button class="btn btn-outline-secondary btn-sm"><?= t('ticket.close') ?></button>
        </form>
<?php endif ?>
        </section>
<?php if ($customer) : ?>
        <section class="card" aria-labelledby="customer">
          <h2 id="customer"><?= t('ticket.customer') ?></h2>
          <p><strong><?= e($customer->name) ?></strong> <small><?= t('login.customer_number', number: $customer->reference) ?></small></p>
<?php if ($customer->contacts) : ?>
          <h3><?= t('ticket.contacts') ?></h3>
          <ul>
<?php foreach ($customer->contacts as $contact) : ?>
            <li><?= e($contact->name) ?><?php if ($contact->email) : ?><br><small><?= e($contact->email) ?></small><?php endif ?></li>
<?php endforeach ?>
          </ul>
<?php endif ?>
        </section>
<?php endif ?>
      </aside>
    </div>
