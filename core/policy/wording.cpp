#include "core/policy/wording.hpp"

#include <algorithm>
#include <array>
#include <cctype>

#include "core/base/messages.hpp"
#include "core/calendar/date.hpp"

namespace plazo::policy {
namespace {

// Currencies whose minor unit is not the hundredth (ISO 4217).
constexpr std::string_view without_minor[] = {"BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG",
                                              "RWF", "UGX", "UYI", "VND", "VUV", "XAF", "XOF", "XPF"};
constexpr std::string_view thousandths[] = {"BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"};
constexpr std::string_view ten_thousandths[] = {"CLF", "UYW"};

int minor_digits(std::string_view currency) {
  const auto among = [&](const auto& list) {
    return std::find(std::begin(list), std::end(list), currency) != std::end(list);
  };
  return among(without_minor) ? 0 : among(thousandths) ? 3 : among(ten_thousandths) ? 4 : 2;
}

/// Whether a Spanish word begins with the sound of one of the letters, with or without an `h` before it.
bool sounds_like(std::string_view word, std::string_view letters) {
  std::size_t i = 0;
  if (!word.empty() && (word[0] == 'h' || word[0] == 'H')) i = 1;
  if (i >= word.size()) return false;
  const char first = static_cast<char>(std::tolower(static_cast<unsigned char>(word[i])));
  if (letters.find(first) == std::string_view::npos) return false;
  // `hielo` and `hueso` begin with another sound.
  return !(first == 'i' && i + 1 < word.size() && (word[i + 1] == 'e' || word[i + 1] == 'a'));
}

struct Unit {
  std::string_view key;
  std::int64_t ms;
};
constexpr std::array<Unit, 4> units{{{"duration.days", 86'400'000},
                                     {"duration.hours", 3'600'000},
                                     {"duration.minutes", 60'000},
                                     {"duration.seconds", 1000}}};

/// The unit in which a length is a whole number, when it is one and reads well.
const Unit* whole_unit(Duration length) {
  for (const Unit& unit : units) {
    if (unit.key == "duration.days" && length.ms < 3 * unit.ms) continue;
    if (length.ms >= unit.ms && length.ms % unit.ms == 0) return &unit;
  }
  return nullptr;
}

}  // namespace

std::string term(Locale locale, const json::Type& enumeration, std::int64_t value) {
  for (const auto& e : enumeration.enumerators)
    if (e.value == value)
      return message(locale, "term." + std::string(enumeration.name) + "." + std::string(e.name));
  return {};
}

std::string joined(Locale locale, const std::vector<std::string>& words, Joint joint) {
  std::string out;
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (i > 0 && i + 1 < words.size()) out += ", ";
    if (i > 0 && i + 1 == words.size()) {
      const bool all = joint == Joint::all;
      if (locale == Locale::en)
        out += all ? " and " : " or ";
      else if (all)
        out += sounds_like(words[i], "i") ? " e " : " y ";
      else
        out += sounds_like(words[i], "o") ? " u " : " o ";
    }
    out += words[i];
  }
  return out;
}

std::string capital(std::string text) {
  if (text.empty()) return text;
  const auto first = static_cast<unsigned char>(text[0]);
  if (first < 0x80) {
    text[0] = static_cast<char>(std::toupper(first));
  } else if (first == 0xC3 && text.size() > 1) {  // á … ü: their capitals lie 32 before
    const auto second = static_cast<unsigned char>(text[1]);
    if (second >= 0xA0 && second <= 0xBE && second != 0xB7) text[1] = static_cast<char>(second - 0x20);
  }
  return text;
}

std::string sum_words(Locale locale, std::int64_t minor_units, std::string_view currency) {
  if (minor_units == 0) return message(locale, "page.free");
  const int digits = minor_digits(currency);
  std::string number = std::to_string(minor_units < 0 ? -minor_units : minor_units);
  if (static_cast<int>(number.size()) <= digits)
    number.insert(0, static_cast<std::size_t>(digits) + 1 - number.size(), '0');
  std::string whole = number.substr(0, number.size() - static_cast<std::size_t>(digits));
  const std::string rest = number.substr(whole.size());
  const char group = locale == Locale::es ? '.' : ',', point = locale == Locale::es ? ',' : '.';
  for (std::size_t at = whole.size(); at > 3;) whole.insert(at -= 3, 1, group);
  std::string amount = (minor_units < 0 ? "-" : "") + whole + (rest.empty() ? "" : point + rest);
  const std::string_view sign = currency == "EUR" ? "€" : currency == "GBP" ? "£" : "";
  if (sign.empty()) return amount + "\u00A0" + std::string(currency);
  return locale == Locale::es ? amount + "\u00A0" + std::string(sign) : std::string(sign) + amount;
}

std::string length_words(Locale locale, Duration length) {
  if (const Unit* const unit = whole_unit(length))
    return message(locale, unit->key, {{"n", length.ms / unit->ms}});
  std::vector<std::string> parts;
  std::int64_t left = length.ms;
  for (const Unit& unit : units) {
    if (unit.key == "duration.days" && length.ms < 3 * unit.ms) continue;
    if (left >= unit.ms) parts.push_back(message(locale, unit.key, {{"n", left / unit.ms}}));
    left %= unit.ms;
  }
  if (left > 0 || parts.empty()) parts.push_back(message(locale, "duration.milliseconds", {{"n", left}}));
  return joined(locale, parts);
}

std::string range_words(Locale locale, std::optional<Duration> from, Duration to) {
  const std::string last = length_words(locale, to);
  if (!from || *from >= to) return last;
  const Unit *const a = whole_unit(*from), *const b = whole_unit(to);
  std::string first = length_words(locale, *from);
  // "24 a 48 horas", and "1 a 3 horas" where both count the same thing.
  if (a && b && a->key == b->key) first = std::to_string(from->ms / a->ms);
  if (from->ms == 0) return message(locale, "page.up_to", {{"to", last}});
  return message(locale, "page.between", {{"from", first}, {"to", last}});
}

std::string date_words(Locale locale, int year, int month, int day) {
  return message(locale, "date",
                 {{"day", std::int64_t{day}},
                  {"month", message(locale, "month." + std::to_string(month))},
                  {"year", std::int64_t{year}}});
}

std::string since_words(Locale locale, std::string_view text, const calendar::Zone& zone) {
  int year = 0, month = 0, day = 0;
  if (text.size() == 10 && text[4] == '-' && text[7] == '-') {
    const auto number = [&](std::size_t at, std::size_t count) {
      int n = 0;
      for (const char c : text.substr(at, count)) {
        if (c < '0' || c > '9') return -1;
        n = n * 10 + (c - '0');
      }
      return n;
    };
    year = number(0, 4), month = number(5, 2), day = number(8, 2);
    if (year > 0 && month > 0 && day > 0 && calendar::date_exists(year, month, day))
      return date_words(locale, year, month, day);
  }
  if (const auto instant = parse_instant(text)) {
    const auto local = zone.local(*instant).civil;
    const std::string date = date_words(locale, static_cast<int>(local.year), local.month, local.day);
    const std::string minute = (local.minute < 10 ? "0" : "") + std::to_string(local.minute);
    return message(locale, "page.date_time",
                   {{"date", date},
                    {"n", std::int64_t{local.hour}},
                    {"time", std::to_string(local.hour) + ":" + minute}});
  }
  return std::string(text);
}

std::string zone_place(Locale locale, std::string_view zone) {
  if (const auto known = message_pattern(locale, "zone." + std::string(zone)); !known.empty())
    return std::string(known);
  const auto slash = zone.rfind('/');
  std::string place(slash == std::string_view::npos ? zone : zone.substr(slash + 1));
  std::replace(place.begin(), place.end(), '_', ' ');
  return place;
}

std::string zone_words(Locale locale, std::string_view zone) {
  const std::string place = zone_place(locale, zone);
  return place == zone ? place : place + " (" + std::string(zone) + ")";
}

Term term_of(const Target& t) {
  return {t.promise, t.limit,   t.expected, t.days,    t.expected_days, t.percent,
          t.window,  t.measure, t.hours,    t.cut_off, t.ends,          t.pauses};
}

Term term_of(const Product& p) {
  return {p.promise,    p.limit,   p.expected, p.days,    p.expected_days, std::nullopt,
          std::nullopt, p.measure, p.hours,    p.cut_off, p.ends,          p.pauses};
}

namespace {

/// Empty when no amount is stated.
std::string amount_words(Locale locale, const Term& term) {
  if (term.measure == Measure::working_days) {
    const auto to = term.days ? term.days : term.expected_days;
    if (!to) return {};
    if (*to == 0) return message(locale, "page.same_working_day");
    if (term.days && term.expected_days && *term.expected_days < *term.days) {
      const std::string last = message(locale, "page.working_days", {{"n", std::int64_t{*term.days}}});
      if (*term.expected_days == 0) return message(locale, "page.up_to", {{"to", last}});
      return message(locale, "page.between", {{"from", std::to_string(*term.expected_days)}, {"to", last}});
    }
    return message(locale, "page.working_days", {{"n", std::int64_t{*to}}});
  }
  const auto to = term.limit ? term.limit : term.expected;
  return to ? range_words(locale, term.expected, *to) : std::string();
}

bool is_range(const Term& term) {
  return term.measure == Measure::working_days
             ? term.days && term.expected_days && *term.expected_days < *term.days
             : term.limit && term.expected && *term.expected < *term.limit;
}

}  // namespace

std::string promise_words(Locale locale, const Term& term) {
  const std::string amount = amount_words(locale, term);
  if (term.promise == Promise::none || amount.empty()) return message(locale, "page.promise.none");
  std::string out;
  switch (term.promise) {
    case Promise::limit: {
      if (!is_range(term)) return message(locale, "page.promise.limit", {{"amount", amount}});
      Term most = term;
      most.expected.reset(), most.expected_days.reset();
      return message(locale, "page.promise.range",
                     {{"amount", amount}, {"limit", amount_words(locale, most)}});
    }
    case Promise::percentile:
      out = message(locale, "page.promise.percentile",
                    {{"percent", std::int64_t{term.percent.value_or(100)}}, {"amount", amount}});
      break;
    case Promise::mean:
      out = message(locale, "page.promise.mean", {{"amount", amount}});
      break;
    case Promise::expectation:
    case Promise::none:
      return message(locale, "page.promise.expectation", {{"amount", amount}});
  }
  if (term.window)
    out += message(locale, "page.promise.window", {{"window", length_words(locale, *term.window)}});
  return out;
}

std::string counting_words(Locale locale, const Document& document, const Term& term,
                           const std::string& hours) {
  const auto fallback = [&] { return hours.empty() ? message(locale, "page.hours.always") : hours; };
  const std::string counted = term.hours ? hours_words(locale, document, *term.hours) : fallback();
  if (term.promise == Promise::none) return {};
  std::string out;
  if (term.measure == Measure::wall_time)
    out = message(locale, "page.count.wall_time");
  else if (term.measure == Measure::open_time)
    out = message(locale, "page.count.open_time", {{"hours", counted}});
  else
    out = message(locale, "page.count.working_days", {{"hours", counted}});
  if (term.measure == Measure::working_days) {
    if (term.cut_off) out += "; " + message(locale, "page.count.cut_off", {{"time", *term.cut_off}});
    const auto days = term.days ? term.days : term.expected_days;
    if (days) {
      const std::string_view key = term.ends == DayEnd::closing     ? "page.count.ends.closing"
                                   : term.ends == DayEnd::same_time ? "page.count.ends.same_time"
                                                                    : "page.count.ends.cut_off";
      out += "; " + message(locale, key);
    }
  }
  return out;
}

}  // namespace plazo::policy
