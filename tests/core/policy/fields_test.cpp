// Field validators: what is taken, and what is asked back.
#include <gtest/gtest.h>

#include "tests/core/policy/decision.hpp"

namespace plazo::policy {
namespace {

using testing::instant;

FieldAnswer check(FieldKind kind, std::string_view value, std::string_view now = "2026-11-02T11:00:00Z") {
  static const auto madrid = calendar::Zone::load("Europe/Madrid");
  static const std::vector<std::string> services{"vps-1", "web de Ñandú"};
  // Answers point into the field.
  static Field field;
  field.kind = kind;
  field.options.clear();
  if (kind == FieldKind::choice) field.options = {{"yes", {}}, {"maybe", {}}};
  return check_field(field, value, madrid, services, instant(now));
}

FieldFault fault(FieldKind kind, std::string_view value) { return check(kind, value).fault; }

TEST(Fields, Addresses) {
  for (const auto good : {"192.0.2.7", "0.0.0.0", "255.255.255.255", " 10.0.0.1 "})
    EXPECT_EQ(fault(FieldKind::ip, good), FieldFault::none) << good;
  for (const auto good : {"::", "::1", "2001:db8::7", "1:2:3:4:5:6:7:8", "1::8", "::ffff:192.0.2.7",
                          "1:2:3:4:5:6:192.0.2.7", "1:2:3:4:5:6:7::", "FE80::A"})
    EXPECT_EQ(fault(FieldKind::ip, good), FieldFault::none) << good;
  for (const auto bad :
       {"192.0.2", "192.0.2.256", "192.0.2.07", "192.0.2.7.1", "192.0.2.", ":", ":::", "1::2::3",
        "1:2:3:4:5:6:7", "1:2:3:4:5:6:7:8:9", "1:2:3:4::5:6:7:8", "12345::", "g::", "1:2:", "::192.0.2.256",
        "192.0.2.7/24", "fe80::1%eth0", "servidor"})
    EXPECT_EQ(fault(FieldKind::ip, bad), FieldFault::ip) << bad;
  EXPECT_EQ(fault(FieldKind::ipv4, "::1"), FieldFault::ipv4);
  EXPECT_EQ(fault(FieldKind::ipv6, "192.0.2.7"), FieldFault::ipv6);
  EXPECT_EQ(fault(FieldKind::ip, std::string_view("1.1.1.1\0", 8)), FieldFault::ip);
}

TEST(Fields, NumbersAndOrders) {
  EXPECT_EQ(fault(FieldKind::order_number, "#123456"), FieldFault::none);
  EXPECT_EQ(fault(FieldKind::order_number, "123456"), FieldFault::none);
  for (const auto bad : {"#", "##1", "#12a", "12 34", "-5"})
    EXPECT_EQ(fault(FieldKind::order_number, bad), FieldFault::order_number) << bad;
  Field devices{.kind = FieldKind::number, .min = 2, .max = 10};
  const auto zone = calendar::Zone::load("UTC");
  const auto count = [&](std::string_view value) { return check_field(devices, value, zone, {}, {}).fault; };
  EXPECT_EQ(count("2"), FieldFault::none);
  EXPECT_EQ(count("10"), FieldFault::none);
  EXPECT_EQ(count("1"), FieldFault::too_small);
  EXPECT_EQ(count("11"), FieldFault::too_large);
  EXPECT_EQ(count("2.5"), FieldFault::number);
  EXPECT_EQ(count("99999999999999999999"), FieldFault::number);
  EXPECT_EQ(count("  "), FieldFault::empty);
}

TEST(Fields, TextsAreMeasuredInCharacters) {
  Field text{.kind = FieldKind::text, .min = 4, .max = 5};
  const auto zone = calendar::Zone::load("UTC");
  EXPECT_EQ(check_field(text, "ñandú", zone, {}, {}).fault, FieldFault::none);
  EXPECT_EQ(check_field(text, "ñan", zone, {}, {}).fault, FieldFault::too_short);
  EXPECT_EQ(check_field(text, "ñandúes", zone, {}, {}).fault, FieldFault::too_long);
}

TEST(Fields, NamesOnTheNet) {
  for (const auto good : {"example.com", "ejemplo.es.", "xn--ssd-8ma.es", "ñandú.es", "a-b.co.uk"})
    EXPECT_EQ(fault(FieldKind::domain, good), FieldFault::none) << good;
  for (const auto bad : {"localhost", "-a.es", "a-.es", "a..es", ".es", "a b.es", "1.2.3.4", "a_b.es"})
    EXPECT_EQ(fault(FieldKind::domain, bad), FieldFault::domain) << bad;
  for (const auto good : {"eva@example.com", "eva.nandu+plazo@ejemplo.es"})
    EXPECT_EQ(fault(FieldKind::email, good), FieldFault::none) << good;
  for (const auto bad : {"eva", "@a.es", "eva@", "e va@a.es", "a..b@a.es", "eva@localhost", "a@b@c.es"})
    EXPECT_EQ(fault(FieldKind::email, bad), FieldFault::email) << bad;
  for (const auto good : {"https://example.com", "http://192.0.2.7:8080/a?b#c", "https://[2001:db8::7]/",
                          "https://ejemplo.es/página"})
    EXPECT_EQ(fault(FieldKind::url, good), FieldFault::none) << good;
  for (const auto bad : {"example.com", "ftp://a.es", "https://", "https://a.es:x/", "https://a b.es",
                         "javascript:alert(1)", "https://eva:x@a.es/"})
    EXPECT_EQ(fault(FieldKind::url, bad), FieldFault::url) << bad;
}

TEST(Fields, TimesOnThePolicysWallClockOrTheirOwn) {
  const auto first = [](std::string_view value) {
    const auto answer = check(FieldKind::zoned_time, value);
    EXPECT_EQ(answer.fault, FieldFault::none) << value;
    return answer.first ? to_text(*answer.first) : "";
  };
  EXPECT_EQ(first("2026-07-13 10:00"), "2026-07-13T08:00:00.000Z");
  EXPECT_EQ(first("13/07/2026 10:00"), "2026-07-13T08:00:00.000Z");
  EXPECT_EQ(first("13/7/2026, 9:05 h"), "2026-07-13T07:05:00.000Z");
  EXPECT_EQ(first("2026-01-12T10:00:30"), "2026-01-12T09:00:30.000Z");
  EXPECT_EQ(first("2026-01-12T10:00:00Z"), "2026-01-12T10:00:00.000Z");
  EXPECT_EQ(first("2026-01-12 10:00 -0300"), "2026-01-12T13:00:00.000Z");
  EXPECT_EQ(first("2026-01-12 10:00 UTC+1"), "2026-01-12T09:00:00.000Z");
  EXPECT_EQ(first("2026-01-12 10:00 America/Lima"), "2026-01-12T15:00:00.000Z");
  // An abbreviation names a place: CEST in January is the winter clock of that place.
  EXPECT_EQ(first("2026-01-12 10:00 CEST"), "2026-01-12T09:00:00.000Z");
  EXPECT_EQ(first("2026-10-25 02:30 CEST"), "2026-10-25T00:30:00.000Z");
  EXPECT_EQ(first("2026-10-25 02:30 CET"), "2026-10-25T01:30:00.000Z");
  EXPECT_EQ(first("2026-10-25 02:30 +01:00"), "2026-10-25T01:30:00.000Z");

  for (const auto bad : {"ayer", "10:00", "2026-02-30 10:00", "2026-13-01 10:00", "2026-01-12",
                         "2026-01-12 24:00", "2026-01-12 10:60", "12/13/2026 10:00", "20260-01-01 10:00"})
    EXPECT_EQ(fault(FieldKind::zoned_time, bad), FieldFault::time) << bad;
  EXPECT_EQ(fault(FieldKind::zoned_time, "2026-01-12 10:00 Marte"), FieldFault::unknown_zone);
  EXPECT_EQ(fault(FieldKind::zoned_time, "2026-11-02 12:00:01"), FieldFault::future_time);
  EXPECT_EQ(fault(FieldKind::zoned_time, "2026-11-02 12:00:00"), FieldFault::none);
}

TEST(Fields, TimesThatTheClockShowedTwiceOrNeverAreAskedBack) {
  const auto twice = check(FieldKind::zoned_time, "2026-10-25 02:30");
  EXPECT_EQ(twice.fault, FieldFault::ambiguous_time);
  EXPECT_EQ(to_text(*twice.first), "2026-10-25T00:30:00.000Z");
  EXPECT_EQ(to_text(*twice.second), "2026-10-25T01:30:00.000Z");
  const auto never = check(FieldKind::zoned_time, "2026-03-29 02:30");
  EXPECT_EQ(never.fault, FieldFault::skipped_time);
  EXPECT_EQ(check(FieldKind::zoned_time, "2026-10-25 02:30 CET", "2026-10-25T01:00:00Z").fault,
            FieldFault::future_time);
}

TEST(Fields, ChoicesAndServices) {
  EXPECT_EQ(fault(FieldKind::choice, "maybe"), FieldFault::none);
  const auto typo = check(FieldKind::choice, "mayb");
  EXPECT_EQ(typo.fault, FieldFault::choice);
  EXPECT_EQ(typo.meant, "maybe");
  EXPECT_EQ(fault(FieldKind::service, "web de Ñandú"), FieldFault::none);
  EXPECT_EQ(check(FieldKind::service, "vps-2").meant, "vps-1");
  EXPECT_EQ(fault(FieldKind::confirmation, "sí"), FieldFault::none);
  EXPECT_EQ(fault(FieldKind::confirmation, "no"), FieldFault::confirmation);
}

}  // namespace
}  // namespace plazo::policy
