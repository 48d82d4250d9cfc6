<?php

/** Words, escaping and times, as the templates use them. */

declare(strict_types=1);

namespace ClientArea;

use Plazo\Type\ClockView;

/** What the page being made is written in: set once per request. */
final class Language
{
    public static string $locale = 'es';
    public static \DateTimeZone $zone;
    public static \DateTimeImmutable $now;
}

/** Text for HTML, also inside attributes in double quotes. */
function e(string|int $text): string
{
    return htmlspecialchars((string) $text, ENT_QUOTES | ENT_SUBSTITUTE | ENT_HTML5, 'UTF-8');
}

function has_words(string $key): bool
{
    return isset(words()[$key]);
}

/** The words of a key in the visitor's language, as plain text. */
function words_of(string $key, string|int ...$arguments): string
{
    $text = words()[$key][Language::$locale === 'es' ? 0 : 1] ?? $key;
    foreach ($arguments as $name => $value) {
        $text = str_replace('{' . $name . '}', (string) $value, $text);
    }
    return $text;
}

/** The same, for HTML. */
function t(string $key, string|int ...$arguments): string
{
    return e(words_of($key, ...$arguments));
}

/** The words of a value that Plazo may have got since: then the value itself. */
function value_words(string $group, string $value): string
{
    return has_words("$group.$value") ? words_of("$group.$value") : $value;
}

/** @return array<string, array{string, string}> */
function words(): array
{
    static $all = null;
    return $all ??= require __DIR__ . '/../texts.php';
}

/** An instant as a `time` element, in the visitor's zone. */
function when(\DateTimeImmutable $at): string
{
    return time_element($at, local_time($at));
}

/** The clock time alone when it is today's, as a `time` element. */
function clock_time(\DateTimeImmutable $at): string
{
    $local = $at->setTimezone(Language::$zone);
    $today = Language::$now->setTimezone(Language::$zone)->format('Y-m-d') === $local->format('Y-m-d');
    return time_element($at, $today ? $local->format('H:i') : local_time($at));
}

function ago(\DateTimeImmutable $at): string
{
    $seconds = Language::$now->getTimestamp() - $at->getTimestamp();
    return time_element($at, $seconds < 60 ? words_of('time.now') : words_of('time.ago', time: short_length($seconds * 1000)));
}

function time_element(\DateTimeImmutable $at, string $shown): string
{
    $title = $at->setTimezone(Language::$zone)->format('Y-m-d H:i:s T');
    return '<time datetime="' . $at->format('Y-m-d\TH:i:s.v\Z') . '" title="' . e($title) . '">' . e($shown) . '</time>';
}

function local_time(\DateTimeImmutable $at): string
{
    $local = $at->setTimezone(Language::$zone);
    $now = Language::$now->setTimezone(Language::$zone);
    $clock = $local->format('H:i');
    if ($local->format('Y-m-d') === $now->format('Y-m-d')) {
        return words_of('time.today', time: $clock);
    }
    if ($local->format('Y-m-d') === $now->modify('-1 day')->format('Y-m-d')) {
        return words_of('time.yesterday', time: $clock);
    }
    $months = explode(' ', words_of('time.months'));
    return words_of('time.date', day: $local->format('j'), month: $months[(int) $local->format('n') - 1], year: $local->format('Y'), time: $clock);
}

/** A length of time at a glance: "6 min", "2 h 5 min", "3 d". */
function short_length(int $milliseconds): string
{
    $seconds = intdiv(max(0, $milliseconds), 1000);
    if ($seconds < 60) {
        return words_of('time.s', n: $seconds);
    }
    $minutes = intdiv($seconds, 60);
    if ($minutes < 60) {
        return words_of('time.min', n: $minutes);
    }
    $hours = intdiv($minutes, 60);
    if ($hours < 24) {
        $rest = $minutes % 60;
        return words_of('time.h', n: $hours) . ($rest ? ' ' . words_of('time.min', n: $rest) : '');
    }
    return long_length(intdiv($hours, 24) * 86_400_000);
}

/** A promised length in full words: "10 minutos". */
function long_length(int $milliseconds): string
{
    foreach (['day' => 86_400_000, 'hour' => 3_600_000, 'minute' => 60_000] as $unit => $length) {
        if ($milliseconds >= $length && $milliseconds % $length === 0) {
            $n = intdiv($milliseconds, $length);
            return $n === 1 ? words_of("time.long.$unit") : words_of("time.long.{$unit}s", n: $n);
        }
    }
    return short_length($milliseconds);
}

/** Where a promise stands: Plazo's state, with an answer that came late told apart from none. */
function promise_state(ClockView $clock): string
{
    return $clock->state === 'missed' && $clock->metAt ? 'late' : $clock->state;
}

/** A promise in a few words. A running one counts down in the browser. */
function promise_badge(?ClockView $clock): string
{
    if (!$clock) {
        return '';
    }
    $state = promise_state($clock);
    $words = value_words('promise', $state);
    if ($state === 'running' && $clock->dueAt) {
        return '<span class="promise-badge promise-running">' . icon('clock') . countdown($clock) . '</span>';
    }
    if ($state === 'missed') {
        $over = Language::$now->getTimestamp() - $clock->dueAt->getTimestamp();
        $words = words_of('promise.over', time: short_length($over * 1000));
    }
    $icon = ['met' => 'check', 'late' => 'check', 'missed' => 'alert'][$state] ?? 'dash';
    return '<span class="promise-badge promise-' . e($state) . '">' . icon($icon) . '<span>' . e($words) . '</span></span>';
}

/** The visitor's zone, where it is not the one that Plazo's sentences speak of. */
function own_zone(string $policyZone): string
{
    $name = Language::$zone->getName();
    return $name === $policyZone ? '' : ' <small>' . e(strtr($name, '_', ' ')) . '</small>';
}

/** The time left now; client.js lets it run. */
function countdown(ClockView $clock): string
{
    $left = $clock->timeLeft ?? 0;
    return '<span class="countdown" role="timer" data-left="' . $left . '" data-words="' . t('promise.left', time: '{time}') . '" data-over="'
        . t('promise.missed') . '">' . t('promise.left', time: short_length($left)) . '</span>';
}

/** Drawn by hand on a grid of 16, for decoration beside words. */
function icon(string $name): string
{
    $paths = [
        'clock' => '<circle cx="8" cy="8" r="6.25"/><path d="M8 4.5V8l2.5 1.75"/>',
        'check' => '<circle cx="8" cy="8" r="6.25"/><path d="m5.25 8.25 2 2 3.5-4"/>',
        'alert' => '<path d="M8 2 14.5 13.5h-13z"/><path d="M8 6.5v3M8 11.4v.1"/>',
        'dash' => '<circle cx="8" cy="8" r="6.25"/><path d="M5.5 8h5"/>',
        'ticket' => '<path d="M1.75 4h12.5v2.5a1.5 1.5 0 0 0 0 3V12H1.75V9.5a1.5 1.5 0 0 0 0-3z"/><path d="M10 4v1.5M10 7.25v1.5M10 10.5V12"/>',
        'plus' => '<path d="M8 3v10M3 8h10"/>',
        'queue' => '<path d="M2 4h12M2 8h12M2 12h7"/>',
        'search' => '<circle cx="7" cy="7" r="4.5"/><path d="m10.5 10.5 3.5 3.5"/>',
        'person' => '<circle cx="8" cy="5.25" r="2.75"/><path d="M2.75 14c.5-3 2.5-4.5 5.25-4.5s4.75 1.5 5.25 4.5"/>',
        'lock' => '<rect x="3.25" y="7" width="9.5" height="6.5" rx="1"/><path d="M5.25 7V5a2.75 2.75 0 0 1 5.5 0v2"/>',
        'back' => '<path d="M13 8H3.500M7 4 3 8l4 4"/>',
        'next' => '<path d="M3 8h9.500M9 4l4 4-4 4"/>',
        'inbox' => '<path d="M2 9.5 4 3h8l2 6.500V13H2z"/><path d="M2 9.500h3.500l1 1.750h3l1-1.750H14"/>',
    ];
    return '<svg class="icon" viewBox="0 0 16 16" fill="none" stroke="currentColor" stroke-width="1.4" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true" focusable="false">'
        . $paths[$name] . '</svg>';
}
