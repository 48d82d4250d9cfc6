// Allocations that fail at the Nth time: this program's own `malloc` stands before the C library's, for
// libplazo, libstdc++ and SQLite alike. Not under a sanitizer, which brings its own.
#pragma once

namespace plazo::faults {

/// What is done to allocations while it lives. One at a time, for a program with one thread.
struct FailingMemory {
  FailingMemory(long nth, bool sticky);
  ~FailingMemory();
  FailingMemory(const FailingMemory&) = delete;
  long met() const;  ///< allocations so far
};

/// Blocks that were allocated and not freed yet.
long blocks_in_use();

}  // namespace plazo::faults
