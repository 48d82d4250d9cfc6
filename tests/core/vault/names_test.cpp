// Names and types as senders give them: data, cleaned once, never trusted.
#include <gtest/gtest.h>

#include "core/base/text.hpp"
#include "core/vault/attachments.hpp"

namespace plazo::vault {
namespace {

TEST(DisplayName, V64_V69_V71_NamesAreTextAndOfAPathTheLastPart) {
  const std::pair<const char*, const char*> kept[] = {
      {"factura.pdf", "factura.pdf"},
      {"Año Nuevo — ñandú.png", "Año Nuevo — ñandú.png"},
      {"<img src=x onerror=alert(1)>.png", "<img src=x onerror=alert(1)>.png"},
      {"../../etc/passwd", "passwd"},
      {"..\\..\\windows\\win.ini", "win.ini"},
      {"C:\\fakepath\\captura.png", "captura.png"},
      {"/var/www/shell.php", "shell.php"},
      {".htaccess", ".htaccess"},
      {"informe.pdf.exe", "informe.pdf.exe"},
      {"shell.php.", "shell.php"},
      {"shell.php . . ", "shell.php"},
      {"  a  b.txt ", "a  b.txt"},
      {"نامه\u200Cها.pdf", "نامه\u200Cها.pdf"},
      {"\U0001F469\u200D\U0001F4BB.png", "\U0001F469\u200D\U0001F4BB.png"},
      {"%2e%2e%2fx", "%2e%2e%2fx"},
      {"con", "con"},
      {"a\"; filename*=UTF-8''x", "a\"; filename*=UTF-8''x"},
  };
  for (const auto& [given, wanted] : kept) {
    const auto name = display_name(given);
    ASSERT_TRUE(name) << given;
    EXPECT_EQ(*name, wanted);
    EXPECT_EQ(display_name(*name), name) << "cleaned once is cleaned";
  }
}

TEST(DisplayName, V70_NamesThatDeceiveTheEyeAreRefused) {
  using namespace std::string_view_literals;
  for (const auto given : {"a\0.png"sv,
                           "a.php\0.png"sv,
                           "a\nb"sv,
                           "a\r\nSet-Cookie: x"sv,
                           "\x7F"sv,
                           "a\u0085b"sv,
                           "a\u009Bb"sv,
                           "factura\u202Egnp.exe"sv,
                           "\u202Da"sv,
                           "a\u2066b\u2069"sv,
                           "a\u200Eb"sv,
                           "a\u200Fb"sv,
                           "a\u061Cb"sv,
                           "\u200B.htaccess"sv,
                           "\uFEFF.htaccess"sv,
                           "\u2060x"sv,
                           "a\u2028b"sv,
                           "a\u2029b"sv,
                           "a\u00ADb"sv,
                           "a\u3164"sv,
                           "a\U000E0041b"sv,
                           ""sv,
                           "."sv,
                           ".."sv,
                           "..."sv,
                           "   "sv,
                           "a/"sv,
                           "a\\"sv,
                           "../.."sv,
                           "/"sv})
    EXPECT_FALSE(display_name(given)) << shown(given);
}

TEST(MediaType, V56_OnlyTokensAreTypes) {
  using namespace std::string_view_literals;
  EXPECT_EQ(media_type("image/png"), "image/png");
  EXPECT_EQ(media_type("Application/VND.ms-excel"), "application/vnd.ms-excel");
  EXPECT_EQ(media_type("image/svg+xml"), "image/svg+xml");
  for (const auto bad : {""sv, "image"sv, "/"sv, "image/"sv, "/png"sv, "a/b/c"sv, "text/html; charset=x"sv,
                         "text/html\r\nX: y"sv, "text /html"sv, "text/html,"sv, "tëxt/html"sv,
                         "text/html\0"sv, "<b>/x"sv, "a/\"b\""sv})
    EXPECT_EQ(media_type(bad), "application/octet-stream") << shown(bad);
  EXPECT_EQ(media_type("a/" + std::string(125, 'b')).size(), 127u);
  EXPECT_EQ(media_type("a/" + std::string(126, 'b')), "application/octet-stream");
}

}  // namespace
}  // namespace plazo::vault
