// Reports of the parts of a history added up, and drawn, alone or beside those of another policy. Which
// counts there are, and what they mean, is the catalogue's word.
#pragma once

#include <boost/json.hpp>
#include <cstdint>
#include <map>
#include <string>
#include <utility>

#include "terminal.hpp"

namespace plazo::cli {

using Counts = std::map<std::string, std::int64_t, std::less<>>;

class SimulationSums {
 public:
  /// Adds a `SimulationReport`.
  void add(const boost::json::object& report);
  /// The sum in the same form.
  boost::json::object report() const;

 private:
  friend std::string draw_simulation(const Terminal&, const SimulationSums&, const SimulationSums*);
  Counts total_;
  std::map<std::pair<std::string, std::string>, Counts> weeks_;  // by department and week
  std::map<std::string, Counts> rules_, objectives_;
  std::int64_t unknown_ = 0;
};

/// Tables of a simulation; with a second one the figures of both.
std::string draw_simulation(const Terminal&, const SimulationSums&, const SimulationSums* against);

}  // namespace plazo::cli
