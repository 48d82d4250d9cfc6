// The shared cases through the C interface: nothing of the core but <plazo/plazo.h>.
#include <plazo/plazo.h>

#include <stdexcept>

#include "tests/cases/play.hpp"

namespace plazo::cases {
namespace {

class Library final : public Layer {
 public:
  explicit Library(const std::string& options) {
    plazo_error* error = nullptr;
    if (plazo_desk_open(PLAZO_VERSION_NUMBER, options.data(), options.size(), &desk_, &error) == PLAZO_OK)
      return;
    const std::string why = plazo_error_json(error);
    plazo_error_free(error);
    throw std::runtime_error(why);
  }
  ~Library() override { plazo_desk_close(desk_); }
  Library(const Library&) = delete;
  Library& operator=(const Library&) = delete;

  Outcome call(const std::string& actor, const std::string& operation, const std::string& request) override {
    plazo_session* session = nullptr;
    plazo_reply* reply = nullptr;
    plazo_error* error = nullptr;
    int32_t result = PLAZO_OK;
    if (actor.empty()) {
      result = plazo_desk_call(desk_, operation.c_str(), request.data(), request.size(), &reply, &error);
    } else {
      result = plazo_session_open(desk_, actor.data(), actor.size(), &session, &error);
      if (result == PLAZO_OK)
        result = plazo_call(session, operation.c_str(), request.data(), request.size(), &reply, &error);
    }
    const bool failed = result != PLAZO_OK;
    EXPECT_EQ(failed, reply == nullptr);
    EXPECT_EQ(failed, error != nullptr);
    EXPECT_EQ(result, plazo_error_category(error));
    const std::string text =
        failed ? plazo_error_json(error) : std::string(plazo_reply_data(reply), plazo_reply_size(reply));
    plazo_error_free(error);
    plazo_reply_free(reply);
    plazo_session_close(session);
    return {failed, boost::json::parse(text)};
  }

 private:
  plazo_desk* desk_ = nullptr;
};

}  // namespace

Open layer() {
  return [](const std::string& options) { return std::make_unique<Library>(options); };
}

}  // namespace plazo::cases
