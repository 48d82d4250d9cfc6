// Words of the policy in what people write: what is the same word, and what somebody may try to hide one.
#include "core/policy/phrases.hpp"

#include <gmock/gmock.h>

#include "core/policy/text_words.hpp"
#include "tests/core/policy/decision.hpp"

namespace plazo::policy::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::vector<std::string> words(std::string_view text) {
  std::vector<std::string> out;
  each_word(text, [&](std::string_view word) { out.emplace_back(word); });
  return out;
}

bool has(std::string_view text, std::string_view phrase) {
  Phrases phrases;
  phrases.add(0, 0, phrase);
  return !phrases.in(text).empty();
}

TEST(EachWord, IsReadWithoutCapitalsAndAccents) {
  EXPECT_THAT(words("¡CAMIÓN, Pingüino y À-ÖØ-öø-ÿ!"),
              ElementsAre("camion", "pinguino", "y", "a", "oø", "oø", "y"));
  EXPECT_THAT(words("«cita» —raya— “comillas” e.g. don't don’t"),
              ElementsAre("cita", "raya", "comillas", "e", "g", "don", "t", "don", "t"));
  EXPECT_THAT(words("3×4÷2 µ-CPU 10€ 1º"), ElementsAre("3", "4", "2", "cpu", "10", "1"));
}

TEST(EachWord, EnyeIsALetterOfItsOwn) {
  EXPECT_THAT(words("AÑO año ano"), ElementsAre("año", "año", "ano"));
  EXPECT_THAT(words("an\xCC\x83o N\xCC\x83"), ElementsAre("año", "ñ")) << "also where its tilde follows it";
  EXPECT_FALSE(has("¡Feliz año!", "ano"));
}

TEST(EachWord, AccentsThatFollowTheirLetterAreTheSame) {
  EXPECT_THAT(words("imbe\xCC\x81"
                    "cil"),
              ElementsAre("imbecil"));
  EXPECT_TRUE(
      has("¡Imbe\xCC\x81"
          "cil!",
          "imbécil"));
  EXPECT_TRUE(has("IMBECIL",
                  "imbe\xCC\x81"
                  "cil"));
}

TEST(EachWord, WhatShowsNothingHidesNothing) {
  for (const std::string_view nothing : {"\xE2\x80\x8B", "\xE2\x80\x8D", "\xE2\x81\xA0", "\xEF\xBB\xBF",
                                         "\xC2\xAD", "\xE2\x80\xAE", "\xEF\xB8\x8F", "\xF3\xA0\x81\xA1"})
    EXPECT_TRUE(has("id" + std::string(nothing) + "iota", "idiota")) << nothing.size();
  EXPECT_TRUE(has("idiota\xF0\x9F\x98\xA1", "idiota")) << "an emoji is no letter";
  EXPECT_TRUE(has("x\xC2\xA0idiota\xE3\x80\x80", "idiota")) << "blanks of all sorts";
}

TEST(EachWord, OtherScriptsAreLettersToo) {
  EXPECT_THAT(words("Привет 東京 ελληνικά"), ElementsAre("Привет", "東京", "ελληνικά"));
}

TEST(EachWord, QuotedLinesArePassedOver) {
  EXPECT_THAT(words("Hola\n> idiota\n  >> tonto\nadiós"), ElementsAre("hola", "", "", "adios"));
  EXPECT_THAT(words("> todo citado"), ElementsAre(""));
  EXPECT_THAT(words("5 > 3"), ElementsAre("5", "3")) << "only where the line begins with it";
  EXPECT_FALSE(has("panda\n> cita\nde vagos", "panda de vagos")) << "nothing is joined across it";
  EXPECT_THAT(words(">"), ElementsAre(""));
  EXPECT_THAT(words(""), IsEmpty());
  EXPECT_THAT(words("\n\n"), IsEmpty());
}

TEST(EachWord, BrokenBytesAreReadWithoutHarm) {
  // Requests with such bytes are refused before; the reader must stay within the text all the same.
  for (int first = 0; first < 256; ++first)
    for (const std::string tail : {"", "a", "\x80", "\xFF", "\xC3"}) {
      const std::string text = static_cast<char>(first) + tail;
      for (std::size_t cut = 0; cut <= text.size(); ++cut) words(std::string_view(text).substr(0, cut));
    }
}

TEST(Phrases, AreWholeWordsInTheirOrder) {
  EXPECT_TRUE(has("Sois una panda de vagos.", "panda de vagos"));
  EXPECT_TRUE(has("PANDA...   de\r\n¡vagos!", "panda de vagos")) << "signs between do not matter";
  EXPECT_FALSE(has("panda vagos de", "panda de vagos"));
  EXPECT_FALSE(has("panda de", "panda de vagos"));
  EXPECT_FALSE(has("idiotizado, superidiota, idiotas", "idiota")) << "a word within another";
  EXPECT_TRUE(has("de de vagos", "de vagos")) << "a beginning that fails does not hide the next";
  EXPECT_TRUE(has("a a a b", "a a b"));
}

TEST(Phrases, MeanNothingButThemselves) {
  for (const std::string_view phrase : {".*", "(a+)+$", "[idiota", "^", "\\b", "%", "_"})
    EXPECT_FALSE(has("cualquier texto", phrase)) << phrase;
  EXPECT_TRUE(has("a.*b", "a.*b"));
  EXPECT_FALSE(has("axxb", "a.*b"));
  EXPECT_TRUE(has("se usa c++ aquí", "c++")) << "which is why lists of the policy take no such phrase";
}

TEST(Phrases, EachListIsFoundOnceByWhatComesFirst) {
  Phrases phrases;
  phrases.add(2, 0, "tonto");
  phrases.add(2, 1, "idiota");
  phrases.add(0, 0, "idiota perdido");
  phrases.add(1, 0, "nunca");
  phrases.add(3, 0, "idiota");
  phrases.add(4, 0, "***");
  EXPECT_THAT(phrases.in("Idiota perdido y tonto, idiota"),
              ElementsAre(Phrases::Found{0, 0}, Phrases::Found{2, 1}, Phrases::Found{3, 0}));
  EXPECT_THAT(phrases.in("nada"), IsEmpty());
  EXPECT_TRUE(Phrases().empty());
  EXPECT_THAT(Phrases().in("idiota"), IsEmpty());
}

/// What is compared counts, not how long it takes here: two hundred phrases that begin alike, in the longest
/// message that there may be, made of nothing but their beginnings.
TEST(Phrases, ALongTextOfBeginningsIsReadOnce) {
  Phrases phrases;
  for (std::uint32_t i = 0; i < 200; ++i) phrases.add(0, i, "a a a a a a a z" + std::to_string(i));
  std::string text;
  while (text.size() + 2 <= 65'536) text += "a ";
  EXPECT_THAT(phrases.in(text), IsEmpty());
  text += "z199";
  EXPECT_THAT(phrases.in(text), ElementsAre(Phrases::Found{0, 199}));
}

TEST(Heard, WhatStandsInTheSubjectGoesFirst) {
  const Compiled policy = policy_from(R"({
    "plazo": 1, "provider": "P", "zone": "Europe/Madrid", "languages": ["es"],
    "departments": { "a": {} }, "priorities": { "n": {} },
    "answers": [ { "id": "dns", "name": { "es": "DNS" }, "link": "/dns", "words": ["nameserver", "las dns"] } ],
    "fair_use": { "limits": [ { "id": "offence", "counts": "offensive_language", "noticed": "suggested",
      "words": ["Imbécil", "tonto"], "window": "P1D", "then": [ { "occurrences": 2, "measure": "notice" } ] } ] } })");
  const auto heard = policy.heard("Tonto", "imbecil, las DNS");
  ASSERT_EQ(heard.size(), 2u);
  EXPECT_EQ(heard[0].answer->id, "dns");
  EXPECT_EQ(heard[0].phrase, "las dns");
  EXPECT_EQ(heard[1].limit->id, "offence");
  EXPECT_EQ(heard[1].phrase, "tonto");
  EXPECT_EQ(policy.heard("", "imbecil").front().phrase, "Imbécil") << "as the policy writes it";
  EXPECT_THAT(policy.heard("las", "dns"), IsEmpty()) << "no phrase reaches from the subject into the message";
}

}  // namespace
}  // namespace plazo::policy::testing
