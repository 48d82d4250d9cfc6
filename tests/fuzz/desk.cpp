// Calls on a desk with a database, which is the same for every input. Whatever is called, the desk stays
// sound, and no error tells where it lies.
#include <unistd.h>

#include <boost/json.hpp>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "tests/fuzz/calls.hpp"

namespace {

using namespace plazo::fuzz;

class Place {
 public:
  Place() {
    const bool memory = ::access("/dev/shm", W_OK | X_OK) == 0;
    folder_ = std::string(memory ? "/dev/shm" : "/tmp") + "/plazo-fuzz-XXXXXX";
    hold(::mkdtemp(folder_.data()) != nullptr, "no folder", folder_);
    plazo_desk* const desk = open();
    must(desk, "policy.install",
         R"({"document":{"plazo":1,"provider":"P","zone":"Europe/Madrid","languages":["es","en"],
             "departments":{"technical":{},"financial":{}},"priorities":{"regular":{},"high":{}},
             "first_response":"PT10M"}})");
    must(
        desk, "customer.put",
        R"({"reference":"1017","name":"Zapatería Ñandú","contacts":[{"reference":"eva","name":"Eva","tickets":true}]})");
    must(desk, "customer.put", R"({"reference":"2000","name":"Other Ltd","locale":"en"})");
    must(desk, "staff.put",
         R"({"reference":"ana","name":"Ana","permissions":["tickets_read","tickets_open","tickets_reply",
             "tickets_note","tickets_close","customers_read"]})");
    const auto opened = boost::json::parse(
        must(desk, "ticket.open",
             R"({"customer":"1017","subject":"Web caída","body":"No responde","department":"technical"})"));
    ticket_ = opened.at("ticket").at("id").as_string();
    // A backup is one file, without a log beside it.
    must(desk, "desk.backup", R"({"target":")" + folder_ + R"(/image.db"})");
    plazo_desk_close(desk);
    std::ifstream in(folder_ + "/image.db", std::ios::binary);
    image_.assign(std::istreambuf_iterator<char>(in), {});
    hold(image_.size() > 4096, "no database", file());
  }
  ~Place() { std::filesystem::remove_all(folder_); }

  /// A desk as it was at first.
  plazo_desk* open_anew() const {
    for (const auto& entry : std::filesystem::directory_iterator(folder_)) std::filesystem::remove_all(entry);
    std::ofstream(file(), std::ios::binary) << image_;
    return open();
  }
  const std::string& ticket() const { return ticket_; }
  const std::string& folder() const { return folder_; }

 private:
  std::string file() const { return folder_ + "/desk.db"; }
  plazo_desk* open() const {
    return open_desk(R"({"create":true,"now":"2026-03-02T09:00:00.000Z","database":")" + file() + "\"}");
  }

  std::string folder_, ticket_, image_;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const Place place;
  plazo_desk* const desk = place.open_anew();
  play(desk, {reinterpret_cast<const char*>(data), size}, place.ticket(), place.folder());
  const auto verified = must(desk, "desk.verify", "{}");
  hold(verified.find(R"("sound":true)") != std::string::npos, "not sound any more", verified);
  plazo_desk_close(desk);
  return 0;
}
