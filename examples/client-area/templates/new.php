<?php
namespace ClientArea;

/** @var string $title, $token; @var Form $form; @var \Plazo\Type\Document $policy */
?>
    <div class="narrow">
      <div class="page-head"><div>
        <h1><?= e($title) ?></h1>
        <p class="lead"><?= t('new.lead') ?></p>
      </div></div>
<?php form_summary($form) ?>
      <form method="post" action="/tickets/new" class="card form" novalidate>
        <input type="hidden" name="token" value="<?= e($token) ?>">
        <input type="hidden" name="key" value="<?= e($form->key) ?>">
        <div class="pair">
          <div class="field">
            <label class="form-label" for="department"><?= t('tickets.department') ?></label>
            <select class="form-select<?= $form->mark('department') ?>" required<?= $form->attributes('department') ?>>
              <option value=""><?= t('new.choose') ?></option>
<?php foreach ($policy->departments as $key => $department) : ?>
<?php if ($department->state !== 'open') { continue; } ?>
              <option value="<?= e($key) ?>"<?= $form->values['department'] === $key ? ' selected' : '' ?>><?= e(name_of($department->name, $key)) ?></option>
<?php endforeach ?>
            </select>
<?php field_error($form, 'department') ?>
          </div>
          <div class="field">
            <label class="form-label" for="priority"><?= t('new.priority') ?></label>
            <select class="form-select<?= $form->mark('priority') ?>"<?= $form->attributes('priority') ?>>
<?php foreach ($policy->priorities as $key => $priority) : ?>
              <option value="<?= e($key) ?>"<?= $form->values['priority'] === $key ? ' selected' : '' ?>><?= e(name_of($priority->name, $key)) ?></option>
<?php endforeach ?>
            </select>
<?php field_error($form, 'priority') ?>
          </div>
        </div>
        <div class="field">
          <label class="form-label" for="subject"><?= t('tickets.subject') ?></label>
          <input class="form-control<?= $form->mark('subject') ?>" required autocomplete="off"<?= $form->attributes('subject') ?> value="<?= e($form->values['subject']) ?>">
<?php field_error($form, 'subject') ?>
        </div>
        <div class="field">
          <label class="form-label" for="body"><?= t('new.message') ?></label>
          <p class="form-text" id="body-hint"><?= t('new.message_hint') ?></p>
          <textarea class="form-control<?= $form->mark('body') ?>" rows="9" required<?= $form->attributes('body', 'body-hint') ?>>
<?= e($form->values['body']) ?></textarea>
<?php field_error($form, 'body') ?>
        </div>
        <p class="pledge-line"><?= icon('clock') ?><span><?= t('our_promise.text', target: long_length($policy->firstResponse)) ?></span></p>
        <div class="buttons">
          <button class="btn btn-primary"><?= t('new.submit') ?></button>
          <a class="btn btn-link" href="/tickets"><?= t('cancel') ?></a>
        </div>
      </form>
    </div>
