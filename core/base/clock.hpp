// The one source of "now". Nothing in the core reads a clock in another way.
#pragma once

#include "core/base/time.hpp"

namespace plazo {

class Clock {
 public:
  virtual ~Clock() = default;
  /// The present instant, UTC. May be called by several threads at once.
  virtual Instant now() const = 0;
};

/// The machine's real-time clock.
class SystemClock final : public Clock {
 public:
  Instant now() const override;
};

/// Stands still at a given instant: for tests, simulations and replays.
class FixedClock final : public Clock {
 public:
  explicit FixedClock(Instant at) : at_(at) {}
  Instant now() const override { return at_; }

 private:
  Instant at_;
};

}  // namespace plazo
