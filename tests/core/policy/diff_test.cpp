#include "core/policy/diff.hpp"

#include <gmock/gmock.h>

#include <boost/json.hpp>

#include "core/json/decode.hpp"
#include "core/json/encode.hpp"
#include "tests/core/policy/policy_files.hpp"

namespace plazo::policy {
namespace {

using ::testing::ElementsAre;
using testing::everything;

std::vector<std::string> texts(Locale locale, const Document& before, const Document& after) {
  std::vector<std::string> out;
  for (const auto& difference : diff(locale, before, after)) out.push_back(difference.text);
  return out;
}

/// `everything` with one change.
template <class Edit>
std::vector<std::string> after(Locale locale, Edit edit) {
  Document later = everything();
  edit(later);
  return texts(locale, everything(), later);
}

TEST(PolicyDiff, TheSameSaysNothing) {
  EXPECT_THAT(texts(Locale::es, everything(), everything()), ElementsAre());
}

TEST(PolicyDiff, HoursAreToldByWeekdayAndByWhoKeepsThem) {
  const auto without_saturday = [](Document& d) { d.calendars[0].second.weekly.pop_back(); };
  Document earlier = everything();
  without_saturday(earlier);
  EXPECT_THAT(texts(Locale::en, earlier, everything()),
              ElementsAre("Chat and Sales, Saturdays: closed → 10:00–14:00"));
  EXPECT_THAT(texts(Locale::es, earlier, everything()),
              ElementsAre("Chat y Comercial, sábados: cerrado → de 10:00 a 14:00"));
  EXPECT_THAT(
      after(Locale::en, [](Document& d) { d.calendars[0].second.weekly[0].second = {"09:00-20:00"}; }),
      ElementsAre("Chat and Sales, Monday to Friday: 10:00–20:00 → 9:00–20:00"));
  EXPECT_THAT(after(Locale::en, [](Document& d) { d.channels[0].second.hours = "always"; }),
              ElementsAre("Channel “Chat”, hours, Monday to Friday: 10:00–20:00 → 24 hours",
                          "Channel “Chat”, hours, Saturdays: 10:00–14:00 → 24 hours",
                          "Channel “Chat”, hours, Sundays: closed → 24 hours"));
}

TEST(PolicyDiff, HowHoursAreWrittenDoesNotMatter) {
  EXPECT_THAT(after(Locale::en,
                    [](Document& d) {
                      d.calendars[0].second.weekly = {{"sat", {"10:00-14:00"}},
                                                      {"mon-wed", {"10:00-20:00"}},
                                                      {"thu,fri", {"10:00-20:00"}}};
                    }),
              ElementsAre());
}

TEST(PolicyDiff, ValuesAreToldInWords) {
  EXPECT_THAT(after(Locale::es, [](Document& d) { d.first_response = minutes(30); }),
              ElementsAre("Primera respuesta: 4 horas → 30 minutos"));
  EXPECT_THAT(after(Locale::en, [](Document& d) { d.channels[4].second.state = PlaceState::closed; }),
              ElementsAre("Channel “Forums”, state: exists, but nobody looks at it → not offered"));
  EXPECT_THAT(after(Locale::en, [](Document& d) { d.entitlements[0].second.price = 590; }),
              ElementsAre("Entitlement “Premium support”, price: €4.90 → €5.90"));
  EXPECT_THAT(
      after(Locale::es, [](Document& d) { d.channels[0].second.outside_hours->effect = Effect::refuse; }),
      ElementsAre("Canal «Chat», fuera de horario: se atienden por Ticket → no se aceptan"));
}

TEST(PolicyDiff, ADepartmentThatClosesIsTold) {
  EXPECT_THAT(after(Locale::en, [](Document& d) { d.departments[0].second.state = PlaceState::closed; }),
              ElementsAre("Department “Sales”, state: offered → not offered"));
  EXPECT_THAT(after(Locale::es, [](Document& d) { d.departments[2].second.contact.reset(); }),
              ElementsAre("Departamento «Archivo», contacto: archivo@example.com → sin indicar"));
}

TEST(PolicyDiff, SkillsAreToldByTheirNames) {
  EXPECT_THAT(after(Locale::en,
                    [](Document& d) {
                      d.channels[0].second.skill = {"contracts", "servers"};
                    }),
              ElementsAre("Channel “Chat”, skill: contracts → contracts and servers"));
  EXPECT_THAT(after(Locale::es, [](Document& d) { d.topics[3].second.skill.clear(); }),
              ElementsAre("Tema «Técnica», especialidad: servidores → sin indicar"));
  EXPECT_THAT(after(Locale::en, [](Document& d) { d.skills[2].second.en = "archives"; }),
              ElementsAre("Skill “archives”: paper documents → archives"));
  EXPECT_THAT(after(Locale::en,
                    [](Document& d) {
                      d.skills.emplace_back("dns", Words{"dns", "DNS"});
                    }),
              ElementsAre("Skill “DNS”: added"));
}

TEST(PolicyDiff, ContactDataAreToldOneByOne) {
  EXPECT_THAT(after(Locale::es, [](Document& d) { d.contact->phone = "+34 910 000 001"; }),
              ElementsAre("Contacto, teléfono: +34 910 000 000 → +34 910 000 001"));
  EXPECT_THAT(after(Locale::en, [](Document& d) { d.contact->tax_id.reset(); }),
              ElementsAre("Contact, tax number: B00000000 → not stated"));
  Document earlier = everything();
  earlier.contact = ProviderContact{.email = "hola@example.com"};
  Document later = everything();
  later.contact.reset();
  EXPECT_THAT(texts(Locale::en, earlier, later), ElementsAre("Contact: e-mail hola@example.com removed"));
}

TEST(PolicyDiff, RulesAreMatchedByTheirIds) {
  EXPECT_THAT(after(Locale::en, [](Document& d) { d.exceptions.erase(d.exceptions.begin() + 1); }),
              ElementsAre("Exception “night-advice”: removed"));
  EXPECT_THAT(after(Locale::en,
                    [](Document& d) {
                      d.exceptions.insert(d.exceptions.begin(), ExceptionRule{{}, "fresh", {}, {}});
                    }),
              ElementsAre("Exception “fresh”: added"));
  EXPECT_THAT(
      after(Locale::en,
            [](Document& d) { std::rotate(d.targets.begin(), d.targets.begin() + 1, d.targets.end()); }),
      ElementsAre("Target “fast”: moved from place 1 to 6"));
  EXPECT_THAT(after(Locale::en, [](Document& d) { d.targets[0].limit = minutes(2); }),
              ElementsAre("Target “fast”, limit: 1 minute → 2 minutes"));
}

TEST(PolicyDiff, WaysAndHolidaysAreToldAsTheyAre) {
  EXPECT_THAT(after(Locale::en, [](Document& d) { d.topics[4].second.ways[0].department = "commercial"; }),
              ElementsAre("Topic “Outage”, way, department: Incidents → Sales"));
  EXPECT_THAT(after(Locale::en,
                    [](Document& d) {
                      d.calendars[0].second.holidays->push_back({"01-06", {}});
                    }),
              ElementsAre("Hours “office”, holiday: dates 6 January added"));
}

// Whatever is taken out of a policy is noticed, whatever it was.
void take_out_each(const boost::json::value& whole, boost::json::value& part,
                   const boost::json::value& original, int& noticed) {
  const auto try_it = [&] {
    Document later;
    try {
      later = json::decode<Document>(boost::json::serialize(whole));
    } catch (const Error&) {
      return;  // what a policy cannot do without
    }
    const Document before = json::decode<Document>(boost::json::serialize(original));
    if (json::encode(before) == json::encode(later)) return;
    const auto found = diff(Locale::es, before, later);
    EXPECT_FALSE(found.empty()) << json::encode(later);
    noticed += !found.empty();
  };
  if (auto* const object = part.if_object()) {
    std::vector<std::string> keys;
    for (const auto& member : *object) keys.emplace_back(member.key());
    for (const auto& key : keys) {
      take_out_each(whole, object->at(key), original, noticed);
      const auto kept = *object;
      object->erase(key);
      try_it();
      *object = kept;
    }
  } else if (auto* const list = part.if_array()) {
    for (std::size_t i = 0; i < list->size(); ++i) take_out_each(whole, (*list)[i], original, noticed);
    for (std::size_t i = 0; i < list->size(); ++i) {
      const auto kept = *list;
      list->erase(list->begin() + static_cast<std::ptrdiff_t>(i));
      try_it();
      *list = kept;
    }
  }
}

TEST(PolicyDiff, WhateverIsTakenOutIsNoticed) {
  const boost::json::value original = boost::json::parse(json::encode(everything()));
  boost::json::value edited = original;
  int noticed = 0;
  take_out_each(edited, edited, original, noticed);
  EXPECT_GT(noticed, 250);
}

TEST(PolicyDiff, OfListsOfWordsWhatHasComeAndWhatHasGone) {
  EXPECT_THAT(after(Locale::en,
                    [](Document& d) {
                      d.fair_use->limits[3].words = {"contestad ya", "at once"};
                    }),
              ElementsAre("Limit of use “patience”, words: “hurry up” removed",
                          "Limit of use “patience”, words: “at once” added"));
  EXPECT_THAT(
      after(Locale::es,
            [](Document& d) {
              d.answers[0].words.push_back("servidores de nombres");
              d.answers[0].link = "https://example.com/otra";
            }),
      ElementsAre("Respuesta de la documentación «¿Cómo cambio las DNS?», enlace: https://example.com/dns → "
                  "https://example.com/otra",
                  "Respuesta de la documentación «¿Cómo cambio las DNS?», palabras: se añade «servidores de "
                  "nombres»"));
  EXPECT_THAT(after(Locale::en, [](Document& d) { d.fair_use->limits[1].noticed = Noticed::suggested; }),
              ElementsAre("Limit of use “rude”, how it is noticed: Our staff notice it. → It is noticed "
                          "automatically, and our staff confirm it."));
}

}  // namespace
}  // namespace plazo::policy
