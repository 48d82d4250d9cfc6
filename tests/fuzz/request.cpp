// The whole path of a request on a desk without storage: reading the actor and the request, who may call,
// the pure operations, and the answer.
#include "tests/fuzz/calls.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static plazo_desk* const desk = plazo::fuzz::open_desk(R"({"now":"2026-03-02T09:00:00.000Z"})");
  plazo::fuzz::play(desk, {reinterpret_cast<const char*>(data), size}, "1", "");
  return 0;
}
