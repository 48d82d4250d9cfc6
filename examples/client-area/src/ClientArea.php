<?php

declare(strict_types=1);

namespace ClientArea;

use Plazo\CustomerSession;
use Plazo\Desk;
use Plazo\Exception\Internal;
use Plazo\Exception\Invalid;
use Plazo\Exception\NotFound;
use Plazo\Exception\PlazoException;
use Plazo\Exception\Refused;
use Plazo\StaffSession;
use Plazo\Type\Document;

/** One request: finds who is asking, opens their session with Plazo, and makes the page. */
final class ClientArea
{
    private readonly Visit $visit;
    private readonly ?Visitor $visitor;
    private readonly CustomerSession|StaffSession $session;
    private readonly Document $policy;
    private readonly string $path;

    public static function answer(string $database): void
    {
        $area = new self();
        try {
            $page = $area->page($database);
        } catch (NotFound $error) {
            $page = $area->trouble('not_found', 404, $error);
        } catch (Invalid $error) {
            // A link that nobody gave out: an id or a page mark that Plazo cannot read.
            $page = $area->trouble('not_found', 404, $error);
        } catch (Refused $error) {
            $page = $area->trouble('refused', 403, $error);
        } catch (Internal $error) {
            error_log((string) $error);
            $page = $area->trouble('internal', 500, $error);
        } catch (PlazoException $error) {
            error_log((string) $error);
            $page = $area->trouble('unavailable', 503, $error);
        } catch (\Throwable $error) {
            error_log((string) $error);
            $page = $area->trouble('internal', 500, null);
        }
        $page->send();
    }

    private function __construct()
    {
        $this->visit = new Visit();
        $this->visitor = $this->visit->visitor;
        $path = parse_url($_SERVER['REQUEST_URI'] ?? '/', PHP_URL_PATH);
        $this->path = is_string($path) ? $path : '/';
        Language::$locale = $this->visit->locale();
        Language::$now = new \DateTimeImmutable();
        Language::$zone = new \DateTimeZone($this->visitor->zone ?? 'UTC');
    }

    private function page(string $database): Page
    {
        $posting = ($_SERVER['REQUEST_METHOD'] ?? 'GET') === 'POST';
        if (!$posting && ($chosen = $this->chosenAppearance())) {
            return $chosen;
        }
        $desk = Desk::open($database);
        $address = $_SERVER['REMOTE_ADDR'] ?? null;
        if (!$this->visitor) {
            $this->policy = $desk->guest(locale: Language::$locale)->policy->current()->document;
            if ($posting && $this->path === '/login') {
                return $this->logIn();
            }
            return $this->path === '/login' ? $this->loginPage() : Page::redirect('/login');
        }
        $this->session = $this->visitor->session($desk, Language::$locale, $address);
        $this->policy = $this->session->policy->current()->document;
        if (!$this->visitor->zone) {
            Language::$zone = new \DateTimeZone($this->policy->zone);
        }

        $pages = $this->session instanceof StaffSession
            ? new StaffPages($this->session, $this->policy, $this->visit, $this->frame())
            : new CustomerPages($this->session, $this->policy, $this->visit, $this->frame());
        if ($posting && $this->path === '/logout') {
            if ($this->visit->sentByOurForm()) {
                $this->visit->logOut();
            }
            return Page::redirect('/login');
        }
        if ($this->path === '/' || $this->path === '/login') {
            return Page::redirect($pages->home());
        }
        return $pages->page($this->path, $posting) ?? $this->trouble('not_found', 404, null);
    }

    private function loginPage(): Page
    {
        $departments = [];
        foreach ($this->policy->departments as $key => $department) {
            $departments[$key] = name_of($department->name, $key);
        }
        return Page::of('login', $this->frame() + [
            'title' => words_of('login.title'),
            'accounts' => Visitor::accounts(),
            'departments' => $departments,
        ]);
    }

    private function logIn(): Page
    {
        $as = $_POST['as'] ?? '';
        $visitor = $this->visit->sentByOurForm() && is_string($as) ? Visitor::find($as) : null;
        if (!$visitor) {
            return Page::redirect('/login');
        }
        $this->visit->logIn($visitor);
        return Page::redirect('/');
    }

    /** `?lang=en` and `?theme=dark` on any page: remembers, and shows the same page again. */
    private function chosenAppearance(): ?Page
    {
        $query = $_GET;
        $chosen = false;
        foreach (['lang' => ['locale', ['es', 'en']], 'theme' => ['theme', ['light', 'dark']]] as $parameter => [$name, $values]) {
            if (isset($query[$parameter])) {
                if (in_array($query[$parameter], $values, true)) {
                    $this->visit->choose($name, $query[$parameter]);
                }
                unset($query[$parameter]);
                $chosen = true;
            }
        }
        // A path such as //elsewhere.example would lead away, and browsers take \ for /.
        return $chosen ? Page::redirect('/' . ltrim($this->path, '/\\') . ($query ? '?' . http_build_query($query) : '')) : null;
    }

    private function trouble(string $what, int $status, ?PlazoException $error): Page
    {
        $special = 'error.' . ($error->errorCode ?? '');
        $lead = $error && has_words($special) ? words_of($special) : words_of("error.{$what}_lead");
        return Page::of('trouble', $this->frame() + ['title' => words_of("error.$what"), 'lead' => $lead], $status);
    }

    /**
     * What every page shows around its content.
     *
     * @return array<string, mixed>
     */
    private function frame(): array
    {
        return [
            'provider' => isset($this->policy) ? $this->policy->provider : '',
            'visitor' => $this->visitor,
            'token' => $this->visit->token,
            'theme' => $this->visit->theme(),
            'path' => $this->path,
            'done' => null,
        ];
    }
}
