#include "core/base/messages.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include "core/base/error.hpp"
#include "core/base/message_tables.hpp"
#include "core/base/time.hpp"

namespace plazo {
namespace {

using Entry = detail::MessageEntry;

// Sorted by key.
constexpr std::array entries{
    Entry{"charge.due", "{entitlement}: {sum}, pendiente de cobro.", "{entitlement}: {sum}, to be charged."},
    Entry{"charge.paid", "{entitlement}: {sum}, pagado.", "{entitlement}: {sum}, paid."},
    Entry{"charge.refund_due.breached",
          "{entitlement}: te devolvemos {sum} porque no hemos cumplido el plazo prometido.",
          "{entitlement}: you get {sum} back, because we missed the promised time."},
    Entry{"charge.refund_due.lowered",
          "{entitlement}: te devolvemos {sum} porque bajamos la prioridad del ticket antes de responderte.",
          "{entitlement}: you get {sum} back, because we lowered the ticket's priority before we answered."},
    Entry{"charge.refund_due.refused",
          "{entitlement}: te devolvemos {sum} porque cerramos el ticket sin responderte.",
          "{entitlement}: you get {sum} back, because we closed the ticket without an answer."},
    Entry{"charge.refund_due.refused.session",
          "{entitlement}: te devolvemos {sum} porque terminamos sin haberte atendido.",
          "{entitlement}: you get {sum} back, because we ended it without attending to you."},
    Entry{"charge.refund_due.unpaid",
          "{entitlement}: no tienes que pagar {sum}; si ya lo has pagado, te lo devolvemos.",
          "{entitlement}: you need not pay {sum}; if you have, you get it back."},
    Entry{"charge.refund_due.withdrawn",
          "{entitlement}: te devolvemos {sum} porque cerraste el ticket antes de que respondiéramos.",
          "{entitlement}: you get {sum} back, because you closed the ticket before we answered."},
    Entry{"charge.refund_due.withdrawn.session",
          "{entitlement}: te devolvemos {sum} porque terminaste antes de que te atendiéramos.",
          "{entitlement}: you get {sum} back, because you ended it before we attended to you."},
    Entry{"charge.refunded", "{entitlement}: {sum}, devuelto.", "{entitlement}: {sum}, refunded."},
    Entry{"charge.waived", "{entitlement}: no se cobra nada.", "{entitlement}: nothing is charged."},
    Entry{"charge.waived.lowered",
          "{entitlement}: no se cobra nada, porque bajamos la prioridad del ticket antes de responderte.",
          "{entitlement}: nothing is charged, because we lowered the ticket's priority before we answered."},
    Entry{"clock.first_response.cancelled", "La primera respuesta ya no está pendiente.",
          "A first answer is no longer due."},
    Entry{"clock.first_response.done", "Ya te hemos dado la primera respuesta.",
          "You have had our first answer."},
    Entry{"clock.first_response.expected",
          "Solemos dar la primera respuesta en {target}: hacia el {date} a las {time} ({zone}).",
          "We usually give a first answer within {target}: around {date} at {time} ({zone})."},
    Entry{"clock.first_response.met", "Respondido dentro del plazo prometido de {target}.",
          "Answered within the promised {target}."},
    Entry{"clock.first_response.missed",
          "No hemos cumplido el plazo de primera respuesta, que vencía el {date} a las {time} ({zone}).",
          "We missed the promised first answer, which was due on {date} at {time} ({zone})."},
    Entry{"clock.first_response.paused",
          "El plazo de la primera respuesta está en pausa desde el {date} a las {time} ({zone}).",
          "The time for a first answer has been paused since {date} at {time} ({zone})."},
    Entry{"clock.first_response.running",
          "Te responderemos en {target} como máximo: antes del {date} a las {time} ({zone}).",
          "We will give you a first answer within {target}: by {date} at {time} ({zone})."},
    Entry{"clock.next_response.cancelled", "Ya no hay ninguna respuesta pendiente.",
          "An answer is no longer due."},
    Entry{"clock.next_response.done", "Ya te hemos respondido.", "You have had our answer."},
    Entry{"clock.next_response.expected",
          "Solemos responder en {target}: hacia el {date} a las {time} ({zone}).",
          "We usually answer within {target}: around {date} at {time} ({zone})."},
    Entry{"clock.next_response.met", "Respondido dentro del plazo prometido de {target}.",
          "Answered within the promised {target}."},
    Entry{"clock.next_response.missed",
          "No hemos cumplido el plazo de respuesta, que vencía el {date} a las {time} ({zone}).",
          "We missed the promised answer, which was due on {date} at {time} ({zone})."},
    Entry{"clock.next_response.paused",
          "El plazo de respuesta está en pausa desde el {date} a las {time} ({zone}).",
          "The time for our answer has been paused since {date} at {time} ({zone})."},
    Entry{"clock.next_response.running",
          "Te responderemos en {target} como máximo: antes del {date} a las {time} ({zone}).",
          "We will answer you within {target}: by {date} at {time} ({zone})."},
    Entry{"clock.open_time", "{target} de horario de atención", "{target} of support hours"},
    Entry{"clock.resolution.cancelled", "La solución ya no está pendiente.", "A solution is no longer due."},
    Entry{"clock.resolution.done", "Ya está resuelto.", "It has been resolved."},
    Entry{"clock.resolution.expected",
          "Solemos resolverlo en {target}: hacia el {date} a las {time} ({zone}).",
          "We usually resolve this within {target}: around {date} at {time} ({zone})."},
    Entry{"clock.resolution.met", "Resuelto dentro del plazo prometido de {target}.",
          "Resolved within the promised {target}."},
    Entry{"clock.resolution.missed",
          "No hemos cumplido el plazo de resolución, que vencía el {date} a las {time} ({zone}).",
          "We missed the promised solution, which was due on {date} at {time} ({zone})."},
    Entry{"clock.resolution.paused",
          "El plazo de resolución está en pausa desde el {date} a las {time} ({zone}).",
          "The time for a solution has been paused since {date} at {time} ({zone})."},
    Entry{"clock.resolution.running",
          "Lo resolveremos en {target} como máximo: antes del {date} a las {time} ({zone}).",
          "We will resolve this within {target}: by {date} at {time} ({zone})."},
    Entry{"clock.update.cancelled", "Ya no hay ninguna novedad pendiente.", "An update is no longer due."},
    Entry{"clock.update.done", "Ya te hemos informado.", "You have had our update."},
    Entry{"clock.update.expected",
          "Solemos informarte cada {target}: la próxima vez, hacia el {date} a las {time} ({zone}).",
          "We usually write every {target}: next around {date} at {time} ({zone})."},
    Entry{"clock.update.met", "Informado dentro del plazo prometido de {target}.",
          "Updated within the promised {target}."},
    Entry{"clock.update.missed",
          "No te hemos informado a tiempo: el plazo vencía el {date} a las {time} ({zone}).",
          "We missed the promised update, which was due on {date} at {time} ({zone})."},
    Entry{"clock.update.paused",
          "El plazo para informarte está en pausa desde el {date} a las {time} ({zone}).",
          "The time for our next update has been paused since {date} at {time} ({zone})."},
    Entry{
        "clock.update.running",
        "Te informaremos cada {target} como máximo: la próxima vez, antes del {date} a las {time} ({zone}).",
        "We will write at least every {target}: next by {date} at {time} ({zone})."},
    Entry{"clock.working_days", "{n, plural, one {# día laborable} other {# días laborables}}",
          "{n, plural, one {# working day} other {# working days}}"},
    Entry{"conduct.suspended", "Suspensión automática por las normas de uso razonable: {rule}",
          "Automatic suspension under the rules of fair use: {rule}"},
    Entry{"date", "{day} de {month} de {year}", "{day} {month} {year}"},
    Entry{"duration.days", "{n, plural, one {# día} other {# días}}",
          "{n, plural, one {# day} other {# days}}"},
    Entry{"duration.hours", "{n, plural, one {# hora} other {# horas}}",
          "{n, plural, one {# hour} other {# hours}}"},
    Entry{"duration.milliseconds", "{n, plural, one {# milisegundo} other {# milisegundos}}",
          "{n, plural, one {# millisecond} other {# milliseconds}}"},
    Entry{"duration.minutes", "{n, plural, one {# minuto} other {# minutos}}",
          "{n, plural, one {# minute} other {# minutes}}"},
    Entry{"duration.seconds", "{n, plural, one {# segundo} other {# segundos}}",
          "{n, plural, one {# second} other {# seconds}}"},
    Entry{"hours.closed", "Cerrado ahora; abre {when}.", "Closed now; opens {when}."},
    Entry{"hours.open", "Abierto ahora; cierra {when}.", "Open now; closes {when}."},
    Entry{"month.1", "enero", "January"},
    Entry{"month.10", "octubre", "October"},
    Entry{"month.11", "noviembre", "November"},
    Entry{"month.12", "diciembre", "December"},
    Entry{"month.2", "febrero", "February"},
    Entry{"month.3", "marzo", "March"},
    Entry{"month.4", "abril", "April"},
    Entry{"month.5", "mayo", "May"},
    Entry{"month.6", "junio", "June"},
    Entry{"month.7", "julio", "July"},
    Entry{"month.8", "agosto", "August"},
    Entry{"month.9", "septiembre", "September"},
    Entry{"pause.customer", "Esperamos tu respuesta", "We are waiting for you"},
    Entry{"pause.since", "{reason}: en pausa desde el {date} a las {time} ({zone}).",
          "{reason}: paused since {date} at {time} ({zone})."},
    Entry{"pause.third_party", "Esperamos a un tercero", "We are waiting for a third party"},
    Entry{"weekday.1", "lunes", "Monday"},
    Entry{"weekday.2", "martes", "Tuesday"},
    Entry{"weekday.3", "miércoles", "Wednesday"},
    Entry{"weekday.4", "jueves", "Thursday"},
    Entry{"weekday.5", "viernes", "Friday"},
    Entry{"weekday.6", "sábado", "Saturday"},
    Entry{"weekday.7", "domingo", "Sunday"},
    Entry{"when.date", "el {date} a las {time}", "on {date} at {time}"},
    Entry{"when.today", "hoy a las {time}", "today at {time}"},
    Entry{"when.weekday", "el {weekday} a las {time}", "{weekday} at {time}"},
};

std::array<std::span<const Entry>, 5> tables() {
  return {entries, detail::decision_messages(), detail::explain_messages(), detail::page_messages(),
          detail::term_messages()};
}

const Entry* find(std::string_view key) {
  for (const auto table : tables()) {
    const auto at = std::lower_bound(table.begin(), table.end(), key,
                                     [](const Entry& e, std::string_view k) { return e.key < k; });
    if (at != table.end() && at->key == key) return &*at;
  }
  return nullptr;
}

bool in_word(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

/// Fills one pattern. `number` is the text of `#`, inside a plural.
class Formatter {
 public:
  Formatter(std::string_view pattern, std::initializer_list<Argument> arguments)
      : rest_(pattern), arguments_(arguments) {}

  std::string run() {
    std::string out;
    out.reserve(rest_.size() + 16 * arguments_.size());
    run(out, {});
    return out;
  }

 private:
  void run(std::string& out, std::string_view number) {
    while (!rest_.empty() && (number.empty() || rest_.front() != '}')) {
      const char c = rest_.front();
      if (c == '{' || (c == '#' && !number.empty())) {
        rest_.remove_prefix(1);
        if (c == '{')
          placeholder(out);
        else
          out += number;
        continue;
      }
      // Only inside a plural the other two mean something.
      const auto plain =
          std::min(number.empty() ? rest_.find('{') : rest_.find_first_of("{}#"), rest_.size());
      out += rest_.substr(0, plain);
      rest_.remove_prefix(plain);
    }
  }

  void placeholder(std::string& out) {
    const auto name = word();
    const auto* const argument =
        std::find_if(arguments_.begin(), arguments_.end(), [&](const Argument& a) { return a.name == name; });
    if (argument == arguments_.end())
      throw Error(Category::internal, "message.argument",
                  "a message lacks the argument `" + std::string(name) + "`");
    const auto* const number = std::get_if<std::int64_t>(&argument->value);
    if (!accept(',')) {
      if (number)
        out += std::to_string(*number);
      else
        out += std::get<std::string_view>(argument->value);
    } else {
      if (word() != "plural" || !accept(',') || !number) throw malformed();
      plural(out, *number);
    }
    if (!accept('}')) throw malformed();
  }

  void plural(std::string& out, std::int64_t number) {
    const std::string_view wanted = number == 1 ? "one" : "other";
    while (true) {
      blanks();
      if (rest_.empty() || rest_.front() == '}') break;
      const auto form = word();
      if (!accept('{')) throw malformed();
      if (form == wanted)
        run(out, std::to_string(number));
      else
        skip();
      if (!accept('}')) throw malformed();
    }
  }

  /// Over a form that is not chosen, up to its end.
  void skip() {
    for (int inside = 0; !rest_.empty() && (inside > 0 || rest_.front() != '}'); rest_.remove_prefix(1)) {
      if (rest_.front() == '{') ++inside;
      if (rest_.front() == '}') --inside;
    }
  }

  std::string_view word() {
    blanks();
    std::size_t n = 0;
    while (n < rest_.size() && in_word(rest_[n])) ++n;
    const auto found = rest_.substr(0, n);
    rest_.remove_prefix(n);
    return found;
  }
  bool accept(char c) {
    blanks();
    if (rest_.empty() || rest_.front() != c) return false;
    rest_.remove_prefix(1);
    return true;
  }
  void blanks() {
    while (!rest_.empty() && rest_.front() == ' ') rest_.remove_prefix(1);
  }
  static Error malformed() {
    return Error(Category::internal, "message.pattern", "a message pattern is malformed");
  }

  std::string_view rest_;
  std::initializer_list<Argument> arguments_;
};

}  // namespace

std::string_view message_pattern(Locale locale, std::string_view key) {
  const Entry* const entry = find(key);
  return entry ? (locale == Locale::es ? entry->es : entry->en) : std::string_view();
}

std::string message(Locale locale, std::string_view key, std::initializer_list<Argument> arguments) {
  const auto pattern = message_pattern(locale, key);
  if (pattern.empty())
    throw Error(Category::internal, "message.unknown", "there is no message `" + std::string(key) + "`");
  return Formatter(pattern, arguments).run();
}

std::string words(Locale locale, Duration length) {
  constexpr std::array<std::pair<std::string_view, std::int64_t>, 5> units{{{"duration.days", 86'400'000},
                                                                            {"duration.hours", 3'600'000},
                                                                            {"duration.minutes", 60'000},
                                                                            {"duration.seconds", 1000},
                                                                            {"duration.milliseconds", 1}}};
  std::int64_t left = length.ms < 0 ? 0 : length.ms;
  std::string out;
  int shown = 0;
  for (const auto& [key, unit] : units) {
    const std::int64_t n = left / unit;
    left %= unit;
    if (n == 0 || shown == 2) continue;
    if (shown++) out += ' ';
    out += message(locale, key, {{"n", n}});
  }
  return shown ? out : message(locale, "duration.minutes", {{"n", std::int64_t{0}}});
}

std::vector<std::string_view> message_keys() {
  std::vector<std::string_view> keys;
  for (const auto table : tables())
    for (const auto& entry : table) keys.push_back(entry.key);
  std::sort(keys.begin(), keys.end());
  return keys;
}

}  // namespace plazo
