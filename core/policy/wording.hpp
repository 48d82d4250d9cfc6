// How a policy is said in words: hours, lengths, sums, dates, promises and conditions. The published page,
// its summary, the comparison of two policies and explanations all say them with these functions, so that
// none can contradict another.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/calendar/calendar.hpp"
#include "core/policy/document.hpp"

namespace plazo::policy {

/// The word for a value of an enumeration of the policy, such as `signed_in`.
std::string term(Locale, const json::Type& enumeration, std::int64_t value);
template <class E>
std::string term(Locale locale, E value) {
  return term(locale, json::type_of<E>(), static_cast<std::int64_t>(value));
}

/// The name of a value as documents write it, `signed_in`.
template <class E>
std::string key_of(E value) {
  for (const auto& e : json::type_of<E>().enumerators)
    if (e.value == static_cast<std::int64_t>(value)) return std::string(e.name);
  return {};
}

enum class Joint { all, any };
/// `a, b y c`, `a, b o c`. Spanish `e` and `u` stand before the sounds that ask for them.
std::string joined(Locale, const std::vector<std::string>&, Joint = Joint::all);
/// With a capital first letter.
std::string capital(std::string text);

/// `4,90 €`, `€4.90`, `1.234,50 ARS`; a sum of 0 is free of charge. Minor units by ISO 4217.
std::string sum_words(Locale, std::int64_t minor_units, std::string_view currency);
/// `24 horas`, `30 días`: below three days in hours, because a day of opening hours is not 24 of them.
std::string length_words(Locale, Duration);
/// `entre 15 y 30 minutos`, or the one length where there is only one.
std::string range_words(Locale, std::optional<Duration> from, Duration to);
/// `1 de abril de 2017`
std::string date_words(Locale, int year, int month, int day);
/// A date or instant as the policy's `effective` has it; an instant with its time in `zone`. Text that is
/// neither stays as it is.
std::string since_words(Locale, std::string_view text, const calendar::Zone&);
/// `Madrid`: the place of a zone.
std::string zone_place(Locale, std::string_view zone);
/// `Madrid (Europe/Madrid)`
std::string zone_words(Locale, std::string_view zone);

/// Open hours of the seven weekdays, Monday first, each as `de 10:00 a 14:00`; empty: closed. Nothing when
/// the calendar is made of others, or is not well-formed.
std::optional<std::array<std::string, 7>> weekday_hours(Locale, const calendar::Document&);
/// `lunes a viernes`, `sábados y domingos`. `days` has bit 0 for Monday.
std::string weekdays_words(Locale, unsigned days);
/// `lunes a viernes de 10:00 a 20:00; sábados de 10:00 a 14:00`
std::string hours_words(Locale, const calendar::Document&);
/// The same for a key of the policy's calendars.
std::string hours_words(Locale, const Document&, std::string_view calendar);
/// `24 de diciembre`, `del 1 al 15 de agosto de 2026`, as dates of holidays are written.
std::string dates_words(Locale, std::string_view dates);

/// `abierto ahora, hasta las 20:00`, `cerrado ahora, abre el lunes a las 10:00`, on the wall clock of `zone`.
std::string state_words(Locale, const calendar::Status&, Instant at, const calendar::Zone& zone);
/// `mañana a las 10:00`, `el lunes a las 10:00`, seen from `at`.
std::string moment_words(Locale, Instant moment, Instant at, const calendar::Zone& zone);

/// What targets and products have in common.
struct Term {
  Promise promise = Promise::limit;
  std::optional<Duration> limit, expected;
  std::optional<std::int32_t> days, expected_days, percent;
  std::optional<Duration> window;
  Measure measure = Measure::open_time;
  std::optional<std::string> hours, cut_off;
  DayEnd ends = DayEnd::closing;
  std::vector<PauseReason> pauses;
};
Term term_of(const Target&);
Term term_of(const Product&);
/// `10 minutos como máximo`, `entre 1 y 3 horas de media`, `sin plazo comprometido`
std::string promise_words(Locale, const Term&);
/// How the time of a promise is counted: hours, cut-off, end, pauses. `hours` are those that hold where the
/// promise names none; empty: round the clock.
std::string counting_words(Locale, const Document&, const Term&, const std::string& hours);

/// `sobre Facturación, por Chat o Teléfono, fuera del horario de atención`; empty when everything is meant.
std::string condition_words(Locale, const Document&, const When&);
/// With what is exempt: `…, salvo sobre Caída del servicio`.
std::string condition_words(Locale, const Document&, const When&, const std::optional<When>& unless);
/// `se aceptan y esperan a la próxima apertura`, with the word on notices where there is one.
std::string outcome_words(Locale, const Document&, const Outcome&);

/// The name of an entry of the document, or its key.
std::string channel_name(Locale, const Document&, std::string_view key);
std::string department_name(Locale, const Document&, std::string_view key);
std::string priority_name(Locale, const Document&, std::string_view key);
std::string topic_name(Locale, const Document&, std::string_view key);
std::string field_name(Locale, const Document&, std::string_view key);
std::string entitlement_name(Locale, const Document&, std::string_view key);
std::string product_name(Locale, const Document&, std::string_view key);
std::string skill_name(Locale, const Document&, std::string_view key);

/// Names of several keys, in their order.
using Naming = std::string (*)(Locale, const Document&, std::string_view key);
std::vector<std::string> names_of(Locale, const Document&, const std::vector<std::string>& keys, Naming);

}  // namespace plazo::policy
