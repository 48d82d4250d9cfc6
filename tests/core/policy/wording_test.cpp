#include "core/policy/wording.hpp"

#include <gtest/gtest.h>

#include <set>

#include "core/base/messages.hpp"

namespace plazo::policy {
namespace {

TEST(Wording, Hours) {
  const calendar::Document office{.zone = "Europe/Madrid",
                                  .weekly = {{"mon-fri", {"10:00-20:00"}}, {"sat", {"10:00-14:00"}}}};
  EXPECT_EQ(hours_words(Locale::es, office), "lunes a viernes de 10:00 a 20:00; sábados de 10:00 a 14:00");
  EXPECT_EQ(hours_words(Locale::en, office), "Monday to Friday 10:00–20:00; Saturdays 10:00–14:00");
  EXPECT_EQ(hours_words(Locale::es, calendar::always("")), "todos los días, las 24 horas");
  EXPECT_EQ(hours_words(Locale::es, {.weekly = {{"mon,wed", {"14:00-18:00", "09:00-13:00"}}}}),
            "lunes y miércoles de 9:00 a 13:00 y de 14:00 a 18:00");
  EXPECT_EQ(hours_words(Locale::en, {.weekly = {{"daily", {"22:00-06:00"}}}, .holidays = {{}}}),
            "every day 22:00–6:00 the next day, holidays included");
  EXPECT_EQ(hours_words(Locale::es, {.any_of = {office, {.weekly = {{"sun", {"10:00-11:00"}}}}}}),
            "lunes a viernes de 10:00 a 20:00; sábados de 10:00 a 14:00; también domingos de 10:00 a 11:00");
}

TEST(Wording, Sums) {
  EXPECT_EQ(sum_words(Locale::es, 490, "EUR"), "4,90\u00A0€");
  EXPECT_EQ(sum_words(Locale::en, 490, "EUR"), "€4.90");
  EXPECT_EQ(sum_words(Locale::es, 123456789, "ARS"), "1.234.567,89\u00A0ARS");
  EXPECT_EQ(sum_words(Locale::en, 5, "GBP"), "£0.05");
  EXPECT_EQ(sum_words(Locale::es, 12000, "CLP"), "12.000\u00A0CLP");
  EXPECT_EQ(sum_words(Locale::en, 1500, "KWD"), "1.500\u00A0KWD");
  EXPECT_EQ(sum_words(Locale::es, 0, "EUR"), "gratis");
}

TEST(Wording, LengthsAndRanges) {
  EXPECT_EQ(length_words(Locale::es, hours(48)), "48 horas");
  EXPECT_EQ(length_words(Locale::es, days(3)), "3 días");
  EXPECT_EQ(length_words(Locale::en, minutes(90)), "90 minutes");
  EXPECT_EQ(length_words(Locale::en, milliseconds(1500)), "1 second and 500 milliseconds");
  EXPECT_EQ(range_words(Locale::es, minutes(15), minutes(30)), "entre 15 y 30 minutos");
  EXPECT_EQ(range_words(Locale::es, minutes(30), hours(2)), "entre 30 minutos y 2 horas");
  EXPECT_EQ(range_words(Locale::en, Duration{0}, hours(2)), "up to 2 hours");
}

TEST(Wording, Lists) {
  EXPECT_EQ(joined(Locale::es, {"Chat", "Ticket", "Incidencias"}), "Chat, Ticket e Incidencias");
  EXPECT_EQ(joined(Locale::es, {"agua", "hielo"}), "agua y hielo");
  EXPECT_EQ(joined(Locale::es, {"uno", "otro"}, Joint::any), "uno u otro");
  EXPECT_EQ(joined(Locale::en, {"a", "b", "c"}, Joint::any), "a, b or c");
  EXPECT_EQ(joined(Locale::en, {}), "");
  EXPECT_EQ(capital("última"), "Última");
  EXPECT_EQ(capital("ñandú"), "Ñandú");
}

TEST(Wording, Promises) {
  const auto es = [](const Term& term) { return promise_words(Locale::es, term); };
  EXPECT_EQ(es({.limit = minutes(10)}), "10 minutos como máximo");
  EXPECT_EQ(es({.limit = minutes(30), .expected = minutes(15)}),
            "entre 15 y 30 minutos; como máximo, 30 minutos");
  EXPECT_EQ(es({.promise = Promise::mean, .limit = hours(3), .expected = hours(1), .window = days(30)}),
            "entre 1 y 3 horas de media, medido en 30 días");
  EXPECT_EQ(es({.promise = Promise::percentile, .days = 0, .percent = 95, .measure = Measure::working_days}),
            "el mismo día laborable en el 95 % de los casos");
  EXPECT_EQ(es({.days = 2, .expected_days = 1, .measure = Measure::working_days}),
            "entre 1 y 2 días laborables; como máximo, 2 días laborables");
  EXPECT_EQ(es({.promise = Promise::expectation, .expected = minutes(10)}),
            "normalmente 10 minutos, sin compromiso");
  EXPECT_EQ(es({.promise = Promise::none}), "sin plazo comprometido");
}

TEST(Wording, WhatIsIgnoredSaysWhereElse) {
  EXPECT_EQ(outcome_words(Locale::es, {}, {.effect = Effect::ignore, .self_service = "help"}),
            "no se atienden; se hacen en tu área de cliente, sin contactar con nadie; siempre te lo decimos");
  EXPECT_EQ(
      outcome_words(Locale::en, {}, {.effect = Effect::ignore, .notice = Notice::once, .channel = "chat"}),
      "are not attended to; are taken through chat; we tell you the first time");
}

TEST(Wording, Dates) {
  const auto madrid = calendar::Zone::load("Europe/Madrid");
  EXPECT_EQ(since_words(Locale::es, "2017-04-01", madrid), "1 de abril de 2017");
  EXPECT_EQ(since_words(Locale::es, "2026-07-01T11:30:00Z", madrid), "1 de julio de 2026 a las 13:30");
  EXPECT_EQ(since_words(Locale::es, "2026-07-01T23:05:00Z", madrid), "2 de julio de 2026 a la 1:05");
  EXPECT_EQ(since_words(Locale::en, "soon", madrid), "soon");
  EXPECT_EQ(dates_words(Locale::es, "2026-08-01/2026-08-15"), "del 1 al 15 de agosto de 2026");
  EXPECT_EQ(dates_words(Locale::en, "12-25"), "25 December");
  EXPECT_EQ(zone_words(Locale::es, "America/Argentina/Buenos_Aires"),
            "Buenos Aires (America/Argentina/Buenos_Aires)");
  EXPECT_EQ(zone_words(Locale::es, "UTC"), "UTC");
}

// A new field or value of the policy needs a word in both languages, or the comparison of two policies
// cannot name it.
TEST(Wording, EveryFieldAndValueOfAPolicyHasItsWord) {
  std::set<const json::Type*> seen;
  const auto look = [&](const auto& again, const json::Type& type) -> void {
    if (!seen.insert(&type).second) return;
    if (type.element) again(again, type.element());
    for (const auto& e : type.enumerators)
      EXPECT_FALSE(
          message_pattern(Locale::es, "term." + std::string(type.name) + "." + std::string(e.name)).empty())
          << type.name << " " << e.name;
    for (const auto& field : type.fields) {
      EXPECT_FALSE(message_pattern(Locale::es, "field." + std::string(field.name)).empty()) << field.name;
      again(again, field.type());
    }
  };
  look(look, json::type_of<Document>());
  EXPECT_GT(seen.size(), 40u);
}

}  // namespace
}  // namespace plazo::policy
