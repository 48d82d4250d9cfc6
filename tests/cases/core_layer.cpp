// The shared cases through the core itself.
#include "core/json/decode.hpp"
#include "core/json/encode.hpp"
#include "core/operations/desk.hpp"
#include "tests/cases/play.hpp"

namespace plazo::cases {
namespace {

class Core final : public Layer {
 public:
  explicit Core(const std::string& options) : desk_(json::decode<operations::DeskOptions>(options)) {}

  Outcome call(const std::string& actor, const std::string& operation, const std::string& request) override {
    try {
      std::optional<customers::Claim> claim;
      if (!actor.empty()) claim = json::decode<customers::Claim>(actor);
      return {false, boost::json::parse(desk_.call(claim ? &*claim : nullptr, operation, request))};
    } catch (const Error& error) {
      return {true, boost::json::parse(json::encode_error(error))};
    }
  }

 private:
  operations::Desk desk_;
};

}  // namespace

Open layer() {
  return [](const std::string& options) { return std::make_unique<Core>(options); };
}

}  // namespace plazo::cases
