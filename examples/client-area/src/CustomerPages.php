<?php

declare(strict_types=1);

namespace ClientArea;

use Plazo\Exception\PlazoException;

/** What customers see. Whose tickets these are is in the session, not here. */
final class CustomerPages extends Pages
{
    public function home(): string
    {
        return '/tickets';
    }

    public function page(string $path, bool $posting): ?Page
    {
        return match (true) {
            $path === '/tickets' && !$posting => $this->tickets(),
            $path === '/tickets/new' => $posting ? $this->open() : $this->openForm(Form::fresh('department', 'priority', 'subject', 'body')),
            default => parent::page($path, $posting),
        };
    }

    private function tickets(): Page
    {
        $status = self::query('status');
        $after = self::query('after');
        $list = $this->session->tickets->list(status: $status, after: $after, limit: 10);
        return $this->show('tickets', [
            'title' => words_of('tickets.title'),
            'tickets' => $list->tickets,
            'next' => $list->next,
            'status' => $status,
            'after' => $after,
        ]);
    }

    private function openForm(Form $form): Page
    {
        return $this->show('new', [
            'title' => words_of('new.title'),
            'form' => $form,
            'failed' => $form->failed(),
        ], $form->failed() ? 422 : 200);
    }

    private function open(): Page
    {
        $form = Form::posted('department', 'priority', 'subject', 'body');
        if (!$this->visit->sentByOurForm()) {
            $form->expire();
            return $this->openForm($form);
        }
        try {
            $ticket = $this->session->tickets->open(
                department: $form->values['department'],
                priority: $form->values['priority'] ?: null,
                subject: $form->values['subject'],
                body: $form->values['body'],
                idempotencyKey: $form->key,
            )->ticket;
        } catch (PlazoException $error) {
            $form->refuse($error);
            return $this->openForm($form);
        }
        $this->visit->say('opened');
        return Page::redirect("/tickets/$ticket->id");
    }
}
