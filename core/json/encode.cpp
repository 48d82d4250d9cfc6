#include "core/json/encode.hpp"

#include <array>
#include <charconv>
#include <cstring>
#include <utility>

namespace plazo::json {
namespace {

void append_number(std::string& out, std::int64_t number) {
  std::array<char, 24> digits;
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr;
  out.append(digits.data(), end);
}

/// Whether a character stands in a JSON text as it is.
constexpr bool plain(char c) { return static_cast<unsigned char>(c) >= 0x20 && c != '"' && c != '\\'; }

/// The same of eight characters at once: most texts are plain, and long. A byte of a word is less than n, at
/// most 128, when taking n from it borrows from its highest bit; it equals c when what differs is less
/// than 1.
constexpr std::size_t block = sizeof(std::uint64_t);
bool plain_block(const char* text) {
  constexpr std::uint64_t each = 0x0101010101010101, highest = each * 0x80;
  const auto any_less = [](std::uint64_t bytes, std::uint64_t n) {
    return (bytes - each * n) & ~bytes & highest;
  };
  std::uint64_t bytes;
  std::memcpy(&bytes, text, block);
  return (any_less(bytes, 0x20) | any_less(bytes ^ each * '"', 1) | any_less(bytes ^ each * '\\', 1)) == 0;
}

void append_fields(const Type& type, const void* value, std::string& out, Audience audience, bool first) {
  for (const auto& field : type.fields) {
    if (field.note->audience > audience) continue;
    const Type* field_type = &field.type();
    const void* at = field.at_const(value);
    if (field_type->kind == Kind::optional) {
      at = field_type->value(at);
      if (!at) continue;
      field_type = &field_type->element();
    } else if (field.omit_empty && field_type->size(at) == 0) {
      continue;
    }
    if (!first) out += ',';
    first = false;
    out += '"';
    out += field.name;
    out += '"';
    out += ':';
    encode(*field_type, at, out, audience);
  }
  out += '}';
}

}  // namespace

void append_text(std::string& out, std::string_view text) {
  constexpr std::string_view hex = "0123456789abcdef";
  out += '"';
  for (std::size_t from = 0; from < text.size();) {
    std::size_t to = from;
    while (text.size() - to >= block && plain_block(text.data() + to)) to += block;
    while (to < text.size() && plain(text[to])) ++to;
    out.append(text, from, to - from);
    if (to == text.size()) break;
    const char c = text[to];
    out += '\\';
    if (c == '"' || c == '\\')
      out += c;
    else if (c == '\n')
      out += 'n';
    else if (c == '\r')
      out += 'r';
    else if (c == '\t')
      out += 't';
    else {
      const auto u = static_cast<unsigned char>(c);
      out += "u00";
      out += hex[u >> 4];
      out += hex[u & 15];
    }
    from = to + 1;
  }
  out += '"';
}

void encode(const Type& type, const void* value, std::string& out, Audience audience) {
  switch (type.kind) {
    case Kind::boolean:
      out += *static_cast<const bool*>(value) ? "true" : "false";
      return;
    case Kind::integer:
    case Kind::duration:
      return append_number(out, type.get(value));
    case Kind::text:
      return append_text(out, *static_cast<const std::string*>(value));
    case Kind::id:
      out += '"';
      append_number(out, type.get(value));
      out += '"';
      return;
    case Kind::instant:
      out += '"';
      plazo::append_text(out, Instant{type.get(value)});
      out += '"';
      return;
    case Kind::enumeration: {
      const std::int64_t number = type.get(value);
      for (const auto& e : type.enumerators)
        if (e.value == number) return append_text(out, e.name);
      throw Error(Category::internal, "encode.unknown_enumerator", "a value has no name");
    }
    case Kind::optional:
      if (const void* const inner = type.value(value))
        encode(type.element(), inner, out, audience);
      else
        out += "null";
      return;
    case Kind::list: {
      out += '[';
      const std::size_t size = type.size(value);
      for (std::size_t i = 0; i < size; ++i) {
        if (i) out += ',';
        encode(type.element(), type.item(value, i), out, audience);
      }
      out += ']';
      return;
    }
    case Kind::keyed: {
      out += '{';
      const std::size_t size = type.size(value);
      for (std::size_t i = 0; i < size; ++i) {
        if (i) out += ',';
        append_text(out, type.key(value, i));
        out += ':';
        encode(type.element(), type.item(value, i), out, audience);
      }
      out += '}';
      return;
    }
    case Kind::object:
      out += '{';
      return append_fields(type, value, out, audience, true);
    case Kind::choice: {
      const auto& [name, object] = type.alternatives[type.chosen(value)];
      out += "{\"type\":";
      append_text(out, name);
      return append_fields(object(), type.choice(value), out, audience, false);
    }
    case Kind::bytes:
      throw Error(Category::internal, "encode.bytes", "raw bytes have no JSON form");
  }
}

std::string encode_error(const Error& error) {
  std::string out = "{\"category\":";
  append_text(out, to_text(error.category));
  out += ",\"code\":";
  append_text(out, error.code);
  out += ",\"message\":";
  append_text(out, error.message);
  out += error.retryable ? ",\"retryable\":true" : ",\"retryable\":false";
  if (!error.problems.empty()) {
    out += ",\"problems\":[";
    for (std::size_t i = 0; i < error.problems.size(); ++i) {
      const auto& p = error.problems[i];
      out += i ? ",{\"path\":" : "{\"path\":";
      append_text(out, p.path);
      out += ",\"code\":";
      append_text(out, p.code);
      out += ",\"message\":";
      append_text(out, p.message);
      out += '}';
    }
    out += ']';
  }
  if (!error.details.empty() || !error.decision.empty()) {
    out += ",\"details\":{";
    bool first = true;
    for (const auto& [name, text] : error.details) {
      if (!std::exchange(first, false)) out += ',';
      append_text(out, name);
      out += ':';
      append_text(out, text);
    }
    if (!error.decision.empty()) out.append(first ? "" : ",").append("\"decision\":").append(error.decision);
    out += '}';
  }
  return out + "}";
}

}  // namespace plazo::json
