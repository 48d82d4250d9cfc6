// The strict JSON reader, for every type that the catalogue reads. The first line names the type, the rest
// is the text. What is read must be written and read again as the same; what is refused must be refused
// with one of the documented errors.
#include <cstdint>
#include <cstdlib>
#include <map>
#include <string>
#include <string_view>

#include "core/json/decode.hpp"
#include "core/json/encode.hpp"
#include "core/operations/catalogue.hpp"
#include "core/operations/desk.hpp"

namespace {

using namespace plazo;

struct Readable {
  json::TypeOf type;
  std::shared_ptr<void> (*make)();
};

const std::map<std::string, Readable, std::less<>>& readable() {
  static const auto all = [] {
    std::map<std::string, Readable, std::less<>> out;
    for (const auto& operation : operations::catalogue())
      out.emplace(operation.name, Readable{operation.request, operation.new_request});
    out.emplace("desk", Readable{&json::type_of<operations::DeskOptions>, []() -> std::shared_ptr<void> {
                                   return std::make_shared<operations::DeskOptions>();
                                 }});
    out.emplace("session", Readable{&json::type_of<customers::Claim>, []() -> std::shared_ptr<void> {
                                      return std::make_shared<customers::Claim>();
                                    }});
    return out;
  }();
  return all;
}

void hold(bool condition) {
  if (!condition) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  const auto line = std::min(input.find('\n'), input.size());
  const auto text = input.substr(std::min(line + 1, input.size()));
  const auto found = readable().find(input.substr(0, line));
  try {
    if (found == readable().end()) {
      const json::Tree with_comments(text, {.comments = true});
      return 0;
    }
    const json::Type& type = found->second.type();
    const auto first = found->second.make(), second = found->second.make();
    json::decode(type, text, first.get());
    std::string written, again;
    json::encode(type, first.get(), written);
    json::decode(type, written, second.get());
    json::encode(type, second.get(), again);
    hold(written == again);
  } catch (const Error& error) {
    hold(error.category == Category::invalid || error.category == Category::limit);
    hold(error.code.starts_with("request."));
    hold(error.message.find('\n') == std::string::npos);
    hold(error.problems.size() <= 100);
    // Whatever bytes came in, what is said of them is JSON again.
    const json::Tree said(json::encode_error(error), {.bytes = std::size_t{64} << 20, .values = 1'000'000});
  }
  return 0;
}
