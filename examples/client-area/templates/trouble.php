<?php
namespace ClientArea;

/** @var string $title, $lead */
?>
    <div class="card nothing trouble">
      <?= icon('alert') ?>
      <h1><?= e($title) ?></h1>
      <p><?= e($lead) ?></p>
      <a class="btn btn-primary" href="/"><?= t('error.home') ?></a>
    </div>
