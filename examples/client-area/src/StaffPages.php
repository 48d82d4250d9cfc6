<?php

declare(strict_types=1);

namespace ClientArea;

use Plazo\Exception\PlazoException;
use Plazo\Type\TicketPage;
use Plazo\Type\TicketView;

/** What agents see. */
final class StaffPages extends Pages
{
    protected const DEEDS = ['reply' => ['body'], 'note' => ['body'], 'close' => []];

    public function home(): string
    {
        return '/queue';
    }

    public function page(string $path, bool $posting): ?Page
    {
        return $path === '/queue' && !$posting ? $this->queue() : parent::page($path, $posting);
    }

    private function queue(): Page
    {
        $department = self::query('department');
        $after = self::query('after');
        $list = $this->session->tickets->queue(department: $department, after: $after, limit: 20);
        return $this->show('queue', [
            'title' => words_of('queue.title'),
            'tickets' => $list->tickets,
            'next' => $list->next,
            'department' => $department,
            'after' => $after,
            'soonest' => $this->soonestDue($department),
            'names' => array_map(static fn (array $row): string => $row['name'], Visitor::accounts()['customers']),
        ]);
    }

    /** The waiting ticket whose promise runs out next, wherever in the queue it stands. */
    private function soonestDue(?string $department): ?TicketView
    {
        $soonest = null;
        $after = null;
        do {
            $list = $this->session->tickets->queue(department: $department, after: $after, limit: 100);
            foreach ($list->tickets as $ticket) {
                $clock = $ticket->clocks->firstResponse;
                if ($clock?->state === 'running' && $clock->dueAt && (!$soonest || $clock->dueAt < $soonest->clocks->firstResponse->dueAt)) {
                    $soonest = $ticket;
                }
            }
        } while ($after = $list->next);
        return $soonest;
    }

    protected function besideTicket(TicketPage $page): array
    {
        try {
            return ['customer' => $this->session->customers->get($page->ticket->customer)];
        } catch (PlazoException) {
            // An agent without the permission works without the card.
            return [];
        }
    }

    protected function perform(string $deed, string $id, Form $form): void
    {
        if ($deed === 'note') {
            $this->session->tickets->note($id, body: $form->values['body'], idempotencyKey: $form->key);
        } else {
            parent::perform($deed, $id, $form);
        }
    }
}
