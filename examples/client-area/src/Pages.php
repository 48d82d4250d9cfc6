<?php

declare(strict_types=1);

namespace ClientArea;

use Plazo\CustomerSession;
use Plazo\Exception\Conflict;
use Plazo\Exception\PlazoException;
use Plazo\StaffSession;
use Plazo\Type\Document;
use Plazo\Type\TicketPage;

/** What customers and staff have in common: a ticket's page, and the search. */
abstract class Pages
{
    /** What may be done on a ticket's page, with the fields of its form. */
    protected const DEEDS = ['reply' => ['body'], 'close' => []];

    /** @param array<string, mixed> $frame */
    public function __construct(
        protected readonly CustomerSession|StaffSession $session,
        protected readonly Document $policy,
        protected readonly Visit $visit,
        private readonly array $frame,
    ) {
    }

    abstract public function home(): string;

    /** The page of a path; null for none. */
    public function page(string $path, bool $posting): ?Page
    {
        if (preg_match('~^/tickets/([1-9][0-9]*)$~D', $path, $match)) {
            return $posting ? $this->act($match[1]) : $this->ticket($match[1]);
        }
        return $path === '/search' && !$posting ? $this->search() : null;
    }

    /** @param array<string, mixed> $values */
    protected function show(string $template, array $values, int $status = 200): Page
    {
        return Page::of($template, array_merge($this->frame, ['policy' => $this->policy, 'done' => $this->visit->done], $values), $status);
    }

    /** @param array<string, Form> $forms as they were sent and refused */
    protected function ticket(string $id, array $forms = []): Page
    {
        $after = (int) self::query('after');
        $page = $this->session->tickets->get($id, after: $after);
        foreach (static::DEEDS as $deed => $fields) {
            $forms[$deed] ??= Form::fresh(...$fields);
            $forms[$deed]->name = $deed;
        }
        $failed = (bool) array_filter($forms, static fn (Form $form): bool => $form->failed());
        return $this->show('ticket', $this->besideTicket($page) + [
            'title' => $page->ticket->subject,
            'ticket' => $page->ticket,
            'messages' => $page->messages,
            'next' => $page->next,
            'after' => $after,
            'forms' => $forms,
            'customer' => null,
            'failed' => $failed,
        ], $failed ? 422 : 200);
    }

    /** @return array<string, mixed> what else the page shows to this kind of visitor */
    protected function besideTicket(TicketPage $page): array
    {
        return [];
    }

    private function act(string $id): Page
    {
        $deed = $_POST['do'] ?? '';
        if (!is_string($deed) || !isset(static::DEEDS[$deed])) {
            return $this->ticket($id);
        }
        $form = Form::posted(...static::DEEDS[$deed]);
        if (!$this->visit->sentByOurForm()) {
            $form->expire();
            return $this->ticket($id, [$deed => $form]);
        }
        try {
            $this->perform($deed, $id, $form);
        } catch (Conflict $error) {
            if ($error->errorCode !== 'ticket.closed') {
                $form->refuse($error);
                return $this->ticket($id, [$deed => $form]);
            }
            // Somebody closed it first; the page shows that.
        } catch (PlazoException $error) {
            $form->refuse($error);
            return $this->ticket($id, [$deed => $form]);
        }
        $this->visit->say(['reply' => 'replied', 'note' => 'noted', 'close' => 'closed'][$deed]);
        return Page::redirect($deed === 'close' ? "/tickets/$id" : $this->lastPage($id));
    }

    protected function perform(string $deed, string $id, Form $form): void
    {
        match ($deed) {
            'reply' => $this->session->tickets->reply($id, body: $form->values['body'], idempotencyKey: $form->key),
            'close' => $this->session->tickets->close($id, idempotencyKey: $form->key),
        };
    }

    /** Where the newest message stands. */
    private function lastPage(string $id): string
    {
        $after = 0;
        while ($next = $this->session->tickets->get($id, after: $after)->next) {
            $after = $next;
        }
        return "/tickets/$id" . ($after ? "?after=$after" : '') . '#newest';
    }

    private function search(): Page
    {
        $query = trim(self::query('q') ?? '');
        $found = $query === '' ? null : $this->session->tickets->search(mb_substr($query, 0, 200), after: self::query('after'), limit: 20);
        return $this->show('search', ['title' => words_of('search.title'), 'query' => $query, 'found' => $found]);
    }

    protected static function query(string $name): ?string
    {
        $value = $_GET[$name] ?? null;
        return is_string($value) && $value !== '' ? $value : null;
    }
}
