#include "core/calendar/feed_kind.hpp"

#include <algorithm>
#include <array>
#include <string>

namespace plazo::calendar {
namespace {

/// Lower case without the accents of western Europe, so that one spelling of a word is enough.
std::string folded(std::string_view text) {
  // U+00C0 to U+00FF, whose UTF-8 is C3 80 to C3 BF; the capitals fold like the small letters after them.
  static constexpr std::string_view plain = "aaaaaaaceeeeiiiidnooooo*ouuuuyts";
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto c = static_cast<unsigned char>(text[i]);
    if (c == 0xC3 && i + 1 < text.size())
      out += plain[(static_cast<unsigned char>(text[++i]) & 0x1F)];
    else if (c == 0xE2 && text.substr(i, 3) == "\xE2\x80\x99")  // a curly apostrophe
      out += '\'', i += 2;
    else
      out += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : text[i];
  }
  return out;
}

template <std::size_t n>
bool any_in(std::string_view text, const std::array<std::string_view, n>& words) {
  return std::any_of(words.begin(), words.end(),
                     [text](std::string_view word) { return text.find(word) != text.npos; });
}

// Words for the change to and from summer time, in the languages feeds are published in.
constexpr std::array<std::string_view, 30> clock_change{
    "clock change",    "clocks change",       "clocks go",        "time change",      "daylight saving",
    "summer time",     "winter time",         "dst begins",       "dst ends",         "dst starts",
    "cambio de hora",  "cambio horario",      "canvi d'hora",     "aldaketa",         "horario de verano",
    "hora de verano",  "horario de invierno", "hora de invierno", "horario de verao", "mudanca da hora",
    "mudanca de hora", "zeitumstellung",      "sommerzeit",       "winterzeit",       "changement d'heure",
    "heure d'ete",     "heure d'hiver",       "ora legale",       "ora solare",       "zomertijd"};

// What publishers write beside days on which people work.
constexpr std::array<std::string_view, 16> observance{
    "observance",    "not a public holiday", "not a holiday", "no es festivo",     "no festivo",
    "conmemoracion", "celebracion",          "observancia",   "gedenktag",         "brauchtum",
    "kein feiertag", "journee speciale",     "ricorrenza",    "data comemorativa", "commemoration",
    "season"};

// What they write beside days on which people do not.
constexpr std::array<std::string_view, 12> public_holiday{
    "public holiday",   "bank holiday",          "national holiday", "federal holiday",
    "regional holiday", "local holiday",         "festivo",          "fiesta nacional",
    "feriado",          "gesetzlicher feiertag", "jour ferie",       "festivita"};

// Days that are widely kept and hardly anywhere free; believed only when the feed says nothing else. They
// stand at the beginning: Argentina's holiday for General San Martín is another matter.
constexpr std::array<std::string_view, 26> kept_days{
    "st martin",     "st. martin",   "saint martin", "san martin",    "sankt martin",    "martinstag",
    "martinmas",     "valentine",    "st valentine", "st. valentine", "saint valentine", "san valentin",
    "halloween",     "mother's day", "mothers' day", "father's day",  "fathers' day",    "dia de la madre",
    "dia del padre", "muttertag",    "vatertag",     "black friday",  "groundhog day",   "april fool",
    "equinox",       "solstice"};

}  // namespace

DayKind kind_of_day(std::string_view summary, std::string_view description, std::string_view categories) {
  const std::string name = folded(summary), words = folded(categories) + "\n" + folded(description);
  if (any_in(name, clock_change) || any_in(folded(categories), clock_change)) return DayKind::clock_change;
  if (any_in(words, observance) || any_in(name, observance)) return DayKind::observance;
  if (any_in(words, public_holiday)) return DayKind::holiday;
  for (const std::string_view day : kept_days)
    if (name.starts_with(day)) return DayKind::observance;
  return DayKind::holiday;
}

}  // namespace plazo::calendar
