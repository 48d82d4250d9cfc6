// V51: how much memory a large text takes, counted where the core and SQLite get theirs.
#include <gtest/gtest.h>
#include <malloc.h>
#include <sqlite3.h>

#include <atomic>
#include <cstdlib>
#include <new>

#include "tests/core/operations/desk_fixture.hpp"

namespace {

std::atomic<std::int64_t> held{0}, peak{0};

void* counted(std::size_t size) {
  void* const memory = std::malloc(size ? size : 1);
  if (!memory) throw std::bad_alloc();
  const std::int64_t now = held += static_cast<std::int64_t>(malloc_usable_size(memory));
  for (std::int64_t before = peak; now > before && !peak.compare_exchange_weak(before, now);) {
  }
  return memory;
}

void released(void* memory) noexcept {
  if (memory) held -= static_cast<std::int64_t>(malloc_usable_size(memory));
  std::free(memory);
}

}  // namespace

void* operator new(std::size_t size) { return counted(size); }
void* operator new[](std::size_t size) { return counted(size); }
void* operator new(std::size_t size, const std::nothrow_t&) noexcept try {
  return counted(size);
} catch (const std::bad_alloc&) {
  return nullptr;
}
void operator delete(void* memory, const std::nothrow_t&) noexcept { released(memory); }
void operator delete(void* memory) noexcept { released(memory); }
void operator delete[](void* memory) noexcept { released(memory); }
void operator delete(void* memory, std::size_t) noexcept { released(memory); }
void operator delete[](void* memory, std::size_t) noexcept { released(memory); }

namespace plazo::operations::testing {
namespace {

class Memory : public DeskTest {
 protected:
  /// The most bytes that the call held at once beyond what was held before it.
  template <class Body>
  static std::int64_t most(Body&& body) {
    sqlite3_memory_highwater(1);
    const std::int64_t before = held + sqlite3_memory_used();
    peak = held.load();
    body();
    return peak + sqlite3_memory_highwater(0) - before;
  }
};

TEST_F(Memory, V51_ALargeTextTakesAtMostFourTimesItsSize) {
  populate();
  const customers::Claim owner = customer("1017");
  const auto opening = [](std::size_t size) {
    return R"({"subject":"s","department":"technical","body":")" + std::string(size, 'a') + "\"}";
  };
  const std::size_t large = 65'536;
  const std::string small_request = opening(100), large_request = opening(large);
  // SQLite's page cache is bounded by itself; once it is full, it counts as no text's memory.
  for (int warm = 0; warm < 200; ++warm) desk->call(&owner, "ticket.open", large_request);
  const std::int64_t base = most([&] { desk->call(&owner, "ticket.open", small_request); });
  const std::int64_t full = most([&] { desk->call(&owner, "ticket.open", large_request); });
  RecordProperty("bytes_for_100", static_cast<int>(base));
  RecordProperty("bytes_for_65536", static_cast<int>(full));
  EXPECT_LE(full - base, static_cast<std::int64_t>(4 * large)) << base << " and " << full;
  EXPECT_GT(full - base, static_cast<std::int64_t>(large)) << "less than one copy: nothing was measured";

  // Refused ones take no more, however large: ten times the bound, and the largest request there may be.
  for (const std::size_t size : {10 * large, std::size_t{1} << 20, std::size_t{8} << 20}) {
    const std::string request = opening(size);
    const auto refused = most([&] { EXPECT_THROW(desk->call(&owner, "ticket.open", request), Error); });
    EXPECT_LE(refused, static_cast<std::int64_t>(4 * size)) << size;
  }
}

TEST_F(Memory, V51_ManySmallValuesAreBoundedToo) {
  populate();
  const customers::Claim owner = customer("1017");
  std::string values = R"({"subject":[)";
  for (int i = 0; i < 250'000; ++i) values += "[],";
  values += "0]}";
  std::string keys = "{";
  for (int i = 0; i < 60'000; ++i) keys += "\"k" + std::to_string(i) + "\":0,";
  keys += "\"z\":0}";
  for (const auto& request : {values, keys, std::string(500'000, '['), std::string(100'000, '{')}) {
    const auto used = most([&] { EXPECT_THROW(desk->call(&owner, "ticket.open", request), Error); });
    EXPECT_LE(used, static_cast<std::int64_t>(4 * request.size() + (1 << 20))) << request.substr(0, 20);
  }
}

}  // namespace
}  // namespace plazo::operations::testing
