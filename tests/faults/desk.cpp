#include "tests/faults/desk.hpp"

#include <plazo/plazo.h>

#include <boost/json.hpp>
#include <cstdlib>

#include "core/base/clock.hpp"
#include "core/json/decode.hpp"
#include "core/operations/desk.hpp"
#include "core/storage/sqlite_database.hpp"
#include "core/tickets/lists.hpp"
#include "tests/faults/process.hpp"

namespace plazo::faults {
namespace {

constexpr std::string_view actors[] = {"", R"({"type":"customer","customer":"1017"})",
                                       R"({"type":"staff","staff":"ana"})"};

class LibraryDesk final : public Desk {
 public:
  explicit LibraryDesk(plazo_desk* desk) : desk_(desk) {
    for (const auto who : {Who::customer, Who::staff}) {
      const auto actor = actors[static_cast<int>(who)];
      plazo_error* error = nullptr;
      plazo_session_open(desk_, actor.data(), actor.size(), &sessions_[static_cast<int>(who)], &error);
      REQUIRE(!error, "%s", plazo_error_json(error));
    }
  }
  ~LibraryDesk() override {
    for (auto* const session : sessions_) plazo_session_close(session);
    plazo_desk_close(desk_);
  }

  Answer call(Who who, const std::string& operation, const std::string& request) override {
    Answer out;
    perform(who, operation, request, [&](int32_t, const plazo_reply* reply, const plazo_error* error) {
      if (reply) out.reply.assign(plazo_reply_data(reply), plazo_reply_size(reply));
      out.code = plazo_error_code(error);
    });
    return out;
  }
  int result_of(Who who, const std::string& operation, const std::string& request,
                std::string& code) override {
    int out = 0;
    perform(who, operation, request, [&](int32_t result, const plazo_reply*, const plazo_error* error) {
      out = result;
      const char* const text = plazo_error_code(error);
      std::memcpy(code.data(), text, std::min(code.size(), std::strlen(text) + 1));
    });
    return out;
  }

 private:
  template <class Look>
  void perform(Who who, const std::string& operation, const std::string& request, const Look& look) {
    plazo_reply* reply = nullptr;
    plazo_error* error = nullptr;
    const auto result = who == Who::panel ? plazo_desk_call(desk_, operation.c_str(), request.data(),
                                                            request.size(), &reply, &error)
                                          : plazo_call(sessions_[static_cast<int>(who)], operation.c_str(),
                                                       request.data(), request.size(), &reply, &error);
    REQUIRE((result == PLAZO_OK) == (reply != nullptr) && (result == PLAZO_OK) == (error == nullptr) &&
                result == plazo_error_category(error),
            "result, reply and error disagree");
    REQUIRE(may_fail_inside || result != PLAZO_INTERNAL, "%s: %s", operation.c_str(),
            plazo_error_json(error));
    look(result, reply, error);
    plazo_reply_free(reply);
    plazo_error_free(error);
  }

  plazo_desk* desk_;
  plazo_session* sessions_[3] = {};
};

class OwnDesk final : public Desk {
 public:
  OwnDesk(const std::filesystem::path& path, const storage::Seams& seams)
      : desk_(std::make_unique<storage::SqliteDatabase>(
                  storage::Options{.path = path, .temporary_tables = temporary_tables}, seams),
              std::make_unique<SystemClock>(), IdSource()) {}

  Answer call(Who who, const std::string& operation, const std::string& request) override {
    try {
      if (who == Who::panel) return {desk_.call(nullptr, operation, request), {}};
      const auto claim = json::decode<customers::Claim>(actors[static_cast<int>(who)]);
      return {desk_.call(&claim, operation, request), {}};
    } catch (const Error& error) {
      return {{}, error.code};
    }
  }

 private:
  static constexpr std::string_view temporary_tables[] = {tickets::text_index_of_tail};
  operations::Desk desk_;
};

constexpr std::string_view subject_prefix = "Número ";

boost::json::value parsed(const std::string& text) { return boost::json::parse(text); }

std::string new_ticket(std::int64_t number, const std::string& more = {}) {
  return R"({"department":"technical","subject":")" + std::string(subject_prefix) + std::to_string(number) +
         R"(","body":"La web no responde desde las nueve; adjunto lo que se ve.")" + more + "}";
}

}  // namespace

int Desk::result_of(Who, const std::string&, const std::string&, std::string&) { std::abort(); }

std::string Desk::must(Who who, const std::string& operation, const std::string& request) {
  Answer answer = call(who, operation, request);
  if (!answer.ok()) throw Refused(operation, answer);
  return std::move(answer.reply);
}

Opened try_open(const std::filesystem::path& path, bool create, std::string_view clock) {
  boost::json::object options{{"database", path.string()}, {"create", create}};
  if (!clock.empty()) options["now"] = clock;
  const std::string text = boost::json::serialize(options);
  plazo_desk* desk = nullptr;
  plazo_error* error = nullptr;
  plazo_desk_open(PLAZO_VERSION_NUMBER, text.data(), text.size(), &desk, &error);
  REQUIRE((desk == nullptr) == (error != nullptr), "desk and error disagree");
  Opened out{nullptr, plazo_error_code(error)};
  plazo_error_free(error);
  if (desk) out.desk = std::make_unique<LibraryDesk>(desk);
  return out;
}

std::unique_ptr<Desk> open_desk(const std::filesystem::path& path) {
  auto opened = try_open(path);
  if (!opened.desk) throw Refused("plazo_desk_open", {{}, opened.code});
  return std::move(opened.desk);
}

std::unique_ptr<Desk> open_desk(const std::filesystem::path& path, const storage::Seams& seams) {
  return std::make_unique<OwnDesk>(path, seams);
}

void furnish(Desk& desk) {
  desk.must(Who::panel, "policy.install",
            R"({"document":{"plazo":1,"provider":"P","zone":"Europe/Madrid","languages":["es"],
                "departments":{"technical":{}},"priorities":{"regular":{}},"first_response":"PT10M"}})");
  desk.must(Who::panel, "customer.put", R"({"reference":"1017","name":"Zapatería Ñandú"})");
  desk.must(
      Who::panel, "staff.put",
      R"({"reference":"ana","name":"Ana","permissions":["tickets_read","tickets_reply","tickets_note"]})");
  const auto first = store_once(desk, 0);
  if (!first.ok()) throw Refused("ticket.open", first);
}

void furnish(const std::filesystem::path& path) {
  REQUIRE(ended_well(start([&] { furnish(*open_desk(path)); })), "a desk cannot be furnished");
}

void store(Desk& desk, std::int64_t number) { desk.must(Who::customer, "ticket.open", new_ticket(number)); }

Answer store_once(Desk& desk, std::int64_t number) {
  return desk.call(Who::customer, "ticket.open",
                   new_ticket(number, R"(,"idempotency_key":"n)" + std::to_string(number) + '"'));
}

std::set<std::int64_t> stored(Desk& desk) {
  std::set<std::int64_t> numbers;
  std::set<std::string> references;
  std::size_t tickets = 0;
  for (std::string request = R"({"limit":100})"; !request.empty();) {
    const auto page = parsed(desk.must(Who::customer, "ticket.list", request));
    for (const auto& ticket : page.at("tickets").as_array()) {
      const std::string_view subject = ticket.at("subject").as_string();
      REQUIRE(subject.starts_with(subject_prefix), "a ticket has another subject");
      numbers.insert(std::atoll(subject.substr(subject_prefix.size()).data()));
      references.insert(std::string(ticket.at("reference").as_string()));
      ++tickets;
    }
    const auto* const next = page.as_object().if_contains("next");
    request = next ? R"({"limit":100,"after":")" + std::string(next->as_string()) + "\"}" : std::string();
  }
  REQUIRE(references.size() == tickets, "two tickets have the same reference");
  return numbers;
}

// By repeating the call that opened it.
void find_first_ticket(Desk& desk) {
  const auto answer = store_once(desk, 0);
  if (!answer.ok()) throw Refused("ticket.open", answer);
  desk.replied_to = parsed(answer.reply).at("ticket").at("id").as_string();
}

Answer count_up(Desk& desk) {
  if (desk.replied_to.empty()) find_first_ticket(desk);
  return desk.call(Who::customer, "ticket.reply",
                   R"({"ticket":")" + desk.replied_to + R"(","body":"Sigue igual."})");
}

std::int64_t counted(Desk& desk) {
  if (desk.replied_to.empty()) find_first_ticket(desk);
  std::int64_t messages = 0, after = 0;
  for (bool more = true; more;) {
    const auto page = parsed(desk.must(
        Who::customer, "ticket.get",
        R"({"ticket":")" + desk.replied_to + R"(","limit":200,"after":)" + std::to_string(after) + "}"));
    for (const auto& message : page.at("messages").as_array()) {
      ++messages;
      after = message.at("sequence").as_int64();
      REQUIRE(after == messages, "a reply is missing");
    }
    more = page.as_object().contains("next");
  }
  return messages - 1;
}

bool sound(Desk& desk) {
  const std::string reply = desk.must(Who::panel, "desk.verify");
  const bool good = parsed(reply).at("sound").as_bool();
  if (!good) std::fprintf(stderr, "%s\n", reply.c_str());
  return good;
}

}  // namespace plazo::faults
