#include "core/policy/page.hpp"

#include <gmock/gmock.h>

#include <regex>
#include <set>

#include "core/base/messages.hpp"
#include "tests/core/policy/policy_files.hpp"

namespace plazo::policy {
namespace {

using testing::everything;
using testing::expect_file;
using ::testing::HasSubstr;
using ::testing::Not;

const Instant monday_ten = *parse_instant("2026-03-02T09:00:00Z");  // 10:00 in Madrid

Page page(Locale locale, Instant at = monday_ten, std::string reader = {}) {
  return page_of(Compiled(everything()),
                 {.locale = locale,
                  .at = at,
                  .reader_zone = std::move(reader),
                  .version = 3,
                  .links = {{"ticket", "/tickets/new?department={department}&topic={topic}"},
                            {"services.cancel", "https://panel.example/services"}}});
}

/// The text of HTML as a reader sees it.
std::string seen(std::string html) {
  html = std::regex_replace(html, std::regex("<style>[^<]*</style>"), "");
  html = std::regex_replace(html, std::regex("<[^>]*>"), " ");
  for (const auto& [code, text] : {std::pair{"&lt;", "<"}, std::pair{"&gt;", ">"}, std::pair{"&quot;", "\""},
                                   std::pair{"&#39;", "'"}, std::pair{"&amp;", "&"}})
    html = std::regex_replace(html, std::regex(code), text);
  return html;
}

std::multiset<std::string> ids(const std::string& html) {
  std::multiset<std::string> out;
  const std::regex id(" id=\"([^\"]*)\"");
  for (std::sregex_iterator i(html.begin(), html.end(), id), end; i != end; ++i) out.insert((*i)[1]);
  return out;
}

TEST(PolicyPage, IsAsCommitted) {
  for (const Locale locale : {Locale::es, Locale::en}) {
    const std::string name = locale == Locale::es ? "everything.es" : "everything.en";
    expect_file(name + ".html", html(page(locale), {.standalone = true}));
    expect_file(name + ".md", markdown(page(locale)));
  }
}

// The pages of the examples, to be read beside their policies. They are as on a Monday at ten in Madrid.
TEST(PolicyPage, ThoseOfTheExamplesAreAsCommitted) {
  const auto examples = std::filesystem::path(PLAZO_SOURCE_DIR) / "examples/policies";
  std::set<std::filesystem::path> pages;
  for (const auto& file : std::filesystem::directory_iterator(examples)) {
    if (file.path().extension() != ".jsonc") continue;
    const Compiled policy(read(testing::contents(file.path())));
    for (const Locale locale : policy.document().languages) {
      const auto name = file.path().stem().string() + (locale == Locale::es ? ".es.md" : ".en.md");
      expect_file(examples / "pages" / name, markdown(page_of(policy, {.locale = locale, .at = monday_ten})));
      pages.insert(examples / "pages" / name);
    }
  }
  // None is left over from a policy that there is no more.
  for (const auto& file : std::filesystem::directory_iterator(examples / "pages"))
    EXPECT_TRUE(pages.contains(file.path())) << file.path();
}

/// Everything of a policy that customers are to read: texts, ids of rules, keys of entries.
struct Walk {
  Locale locale;
  std::vector<std::string> texts, ids;

  void value(const json::Type& type, const void* at, std::string_view field) {
    // Escalation is the staff's own business; the summary is only compared with the rules.
    if (field == "steps" || field == "summary") return;
    switch (type.kind) {
      case json::Kind::optional:
        if (const void* const inner = type.value(at)) value(type.element(), inner, field);
        return;
      case json::Kind::list:
      case json::Kind::keyed:
        for (std::size_t i = 0; i < type.size(at); ++i) {
          if (type.kind == json::Kind::keyed && field != "weekly" && field != "names" && field != "options")
            ids.push_back(std::string(type.key(at, i)));
          if (field != "calendars") value(type.element(), type.item(at, i), field);
        }
        return;
      case json::Kind::text: {
        const auto& text = *static_cast<const std::string*>(at);
        if (field == "id") ids.push_back(text);
        for (const char* shown : {"contact", "help", "link", "legal_name", "tax_id", "registration",
                                  "address", "email", "phone", "website"})
          if (field == shown) said(text);
        return;
      }
      case json::Kind::object:
        if (&type == &json::type_of<Words>()) return said(in(locale, *static_cast<const Words*>(at), {}));
        if (&type == &json::type_of<Prose>()) return said(in(locale, *static_cast<const Prose*>(at)));
        for (const auto& member : type.fields) value(member.type(), member.at_const(at), member.name);
        return;
      default:
        return;
    }
  }
  void said(const std::string& text) {
    for (std::size_t from = 0; from < text.size();) {
      const auto to = std::min(text.find('\n', from), text.size());
      texts.push_back(text.substr(from, to - from));
      from = to + 1;
    }
  }
};

TEST(PolicyPage, EveryRuleAndEveryTextIsOnIt) {
  const Document document = everything();
  for (const Locale locale : {Locale::es, Locale::en}) {
    Walk walk{locale, {}, {}};
    walk.value(json::type_of<Document>(), &document, {});
    ASSERT_GT(walk.texts.size(), 70u);
    ASSERT_GT(walk.ids.size(), 40u);
    const std::string whole = html(page(locale));
    const std::string text = seen(whole);
    for (const auto& one : walk.texts) EXPECT_THAT(text, HasSubstr(one));
    const auto there = ids(whole);
    for (const auto& one : walk.ids)
      EXPECT_TRUE(std::any_of(there.begin(), there.end(), [&](const std::string& id) {
        return id.ends_with("-" + one);
      })) << one;
  }
}

TEST(PolicyPage, HtmlIsSoundAndAccessible) {
  const std::string whole = html(page(Locale::es), {.standalone = true});
  std::vector<std::string> open;
  const std::regex tag("<(/?)([a-z0-9]+)([^>]*)>");
  const std::set<std::string> empty{"meta", "br"};
  int heading = 0;
  for (std::sregex_iterator i(whole.begin(), whole.end(), tag), end; i != end; ++i) {
    const std::string name = (*i)[2];
    if (empty.contains(name)) continue;
    if ((*i)[1] == "") {
      open.push_back(name);
      if (name.size() == 2 && name[0] == 'h' && name[1] >= '1' && name[1] <= '6') {
        EXPECT_LE(name[1] - '0', heading + 1) << "a heading level is skipped";
        heading = name[1] - '0';
      }
      if (name == "th") {
        EXPECT_THAT((*i)[3].str(), HasSubstr("scope=\""));
      }
    } else {
      ASSERT_FALSE(open.empty());
      ASSERT_EQ(open.back(), name);
      open.pop_back();
    }
  }
  EXPECT_TRUE(open.empty());
  const auto there = ids(whole);
  for (const auto& id : there) EXPECT_EQ(there.count(id), 1u) << id;
  const std::regex inner("href=\"#([^\"]*)\"");
  for (std::sregex_iterator i(whole.begin(), whole.end(), inner), end; i != end; ++i)
    EXPECT_EQ(there.count((*i)[1]), 1u) << (*i)[1];
  EXPECT_THAT(whole, HasSubstr("<html lang=\"es\">"));
}

TEST(PolicyPage, TextsOfTheProviderAreTextAndNeverMarkup) {
  const std::string whole = html(page(Locale::es), {.standalone = true});
  EXPECT_THAT(whole, HasSubstr("Hosting Ñandú &amp; Cía. &lt;prueba&gt;"));
  EXPECT_THAT(whole, HasSubstr("no &lt;b&gt;marcas&lt;/b&gt; [ni enlaces](javascript:alert(1))"));
  for (const char* never : {"<script", "<b>", "href=\"javascript", "onclick", "<prueba>"})
    EXPECT_THAT(whole, Not(HasSubstr(never)));
  EXPECT_THAT(
      markdown(page(Locale::es)),
      HasSubstr("Esto es \\*texto\\*, no \\<b\\>marcas\\</b\\> \\[ni enlaces\\](javascript:alert(1)) \\| "
                "ni tablas \\& \"comillas\""));
}

TEST(PolicyPage, AddressesLeadOnlyWhereAnAddressMayLead) {
  for (const char* good : {"https://a.example", "http://a.example", "/tickets", "mailto:a@b.example",
                           "tel:+34", "#x", "ticket/new?x=a:b"})
    EXPECT_TRUE(linkable(good)) << good;
  for (const char* bad : {"javascript:alert(1)", "//evil.example", "/\\evil.example", "data:text/html,x", "",
                          "x", "javascript:alert(1)//", "see manual/x", "a\\b/c"})
    EXPECT_FALSE(linkable(bad)) << bad;
  const std::string whole = html(page(Locale::es));
  EXPECT_THAT(whole, HasSubstr("href=\"/tickets/new?department=incidents&amp;topic=\""));
  EXPECT_THAT(whole, HasSubstr("href=\"https://panel.example/services\""));
  EXPECT_THAT(whole, HasSubstr("href=\"tel:+34902750605\""));
  EXPECT_THAT(whole, HasSubstr("href=\"mailto:soporte@example.com\""));
}

TEST(PolicyPage, TheProviderIsReachedByItsAddresses) {
  const std::string whole = html(page(Locale::es));
  const auto begin = whole.find("<address>"), end = whole.find("</address>");
  ASSERT_NE(begin, std::string::npos);
  const std::string contact = whole.substr(begin, end - begin);
  EXPECT_THAT(contact, HasSubstr("<a href=\"mailto:hola@example.com\">"));
  EXPECT_THAT(contact, HasSubstr("<a href=\"tel:+34910000000\">"));
  EXPECT_THAT(contact, HasSubstr("<a href=\"https://www.example.com\">"));
  EXPECT_THAT(contact, HasSubstr("<dd>Calle Mayor 1, 2.º</dd>\n<dd>28013 Madrid</dd>"));
  EXPECT_EQ(whole.find("<address>", end), std::string::npos);

  Document without = everything();
  without.contact.reset();
  EXPECT_THAT(html(page_of(Compiled(without), {.locale = Locale::es, .at = monday_ten})),
              Not(HasSubstr("policy-company")));
}

TEST(PolicyPage, TellsTheStateOfTheMoment) {
  const auto says = [](const char* at, const char* es, const char* en) {
    EXPECT_THAT(seen(html(page(Locale::es, *parse_instant(at)))), HasSubstr(es)) << at;
    EXPECT_THAT(seen(html(page(Locale::en, *parse_instant(at)))), HasSubstr(en)) << at;
  };
  says("2026-03-02T09:00:00Z", "Abierto ahora, hasta las 20:00", "Open now, until 20:00");
  says("2026-03-02T19:00:00Z", "Cerrado ahora; abre mañana a las 10:00",
       "Closed now; opens tomorrow at 10:00");
  says("2026-03-02T08:59:59.999Z", "Cerrado ahora; abre hoy a las 10:00", "Closed now; opens today at 10:00");
  says("2026-03-07T13:00:00Z", "Cerrado ahora; abre el lunes a las 10:00",
       "Closed now; opens Monday at 10:00");
  // The first opening after the holidays from 1 to 15 August, a Saturday, and a Sunday.
  says("2026-08-03T10:00:00Z", "abre el 17 de agosto de 2026 a las 10:00",
       "opens on 17 August 2026 at 10:00");
}

TEST(PolicyPage, TellsTheStateOnTheReadersOwnClockToo) {
  EXPECT_THAT(seen(html(page(Locale::es, monday_ten, "Atlantic/Canary"))),
              HasSubstr("Abierto ahora, hasta las 20:00 (hoy a las 19:00 en tu zona)"));
  EXPECT_THAT(seen(html(page(Locale::es, monday_ten, "Europe/Paris"))), Not(HasSubstr("en tu zona")));
  EXPECT_THROW(page(Locale::es, monday_ten, "Europe/Madird"), Error);
}

TEST(PolicyPage, SummaryAndDetailSayTheSame) {
  // Hours, state and first answer of a channel stand on the page twice, in the same words.
  const std::string text = seen(html(page(Locale::es)));
  for (const std::string said : {"lunes a viernes de 10:00 a 20:00; sábados de 10:00 a 14:00, salvo festivos",
                                 "15 y 30 minutos; como máximo, 30 minutos"}) {
    const auto first = text.find(said);
    ASSERT_NE(first, std::string::npos) << said;
    EXPECT_NE(text.find(said, first + 1), std::string::npos) << said;
  }
}

TEST(PolicyPage, ASmallPolicyMakesASmallPage) {
  const Document small = read(R"({"plazo":1,"provider":"P","zone":"Europe/Madrid","languages":["es"],
    "departments":{"a":{}},"priorities":{"n":{}}})");
  const auto made = page_of(Compiled(small), {.locale = Locale::en, .at = monday_ten});
  EXPECT_THAT(seen(html(made)), HasSubstr("No time is promised"));
  EXPECT_THAT(markdown(made), HasSubstr("# P support"));
}

TEST(PolicyPage, SaysThatWordsAreLookedForAndDoesNotListThem) {
  const std::string text = markdown(page(Locale::es));
  EXPECT_THAT(
      text,
      HasSubstr("Se detecta de forma automática, por las palabras usadas, y lo confirma nuestro equipo"));
  EXPECT_THAT(text, Not(HasSubstr("contestad ya")));
  EXPECT_THAT(text, Not(HasSubstr("nameservers")));
  EXPECT_THAT(text, HasSubstr("¿Cómo cambio las DNS?"));
}

}  // namespace
}  // namespace plazo::policy
