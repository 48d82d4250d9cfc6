#include "core/operations/declaring.hpp"

#include <algorithm>

#include "core/base/error.hpp"
#include "core/base/text.hpp"

namespace plazo::operations {
namespace {

using policy::Party;

bool among(const std::vector<std::string>& keys, const std::string& key) {
  return std::find(keys.begin(), keys.end(), key) != keys.end();
}

bool declares(Party party, const policy::Circumstance& circumstance) {
  const auto& by = circumstance.declared_by;
  return std::find(by.begin(), by.end(), party) != by.end();
}

/// Everything that is wrong with what a party names.
class Faults {
 public:
  Faults(const policy::Document& document, Party party) : document_(document), party_(party) {}

  void look_at(const std::string& key, std::size_t index) {
    const auto* const circumstance = policy::entry_of(document_.circumstances, key);
    const std::string path = "/circumstances/" + std::to_string(index);
    if (!circumstance) {
      const auto near = nearest(key, policy::keys_of(document_.circumstances));
      problems_.push_back({path, "unknown_key",
                           "the policy has no circumstance " + shown(key) +
                               (near.empty() ? std::string(", leave it out")
                                             : ", did you mean `" + std::string(near) + "`?")});
    } else if (!declares(party_, *circumstance)) {
      not_theirs_ = true;
      problems_.push_back(
          {path, "not_yours",
           shown(key) + (party_ == Party::customer
                             ? " is declared by staff, leave it out and say it in a message"
                             : " is declared by the customer, say `from_customer` when they have said so")});
    }
  }
  bool any_not_theirs() const { return not_theirs_; }

  void raise() {
    if (problems_.empty()) return;
    Error error(Category::invalid, not_theirs_ ? "policy.not_yours_to_declare" : "policy.unknown_key",
                problems_.size() == 1
                    ? "`" + problems_.front().path + "` " + problems_.front().message
                    : std::to_string(problems_.size()) +
                          " circumstances cannot be declared, leave out what the problems name");
    error.problems = std::move(problems_);
    throw error;
  }

 private:
  const policy::Document& document_;
  Party party_;
  std::vector<Problem> problems_;
  bool not_theirs_ = false;
};

}  // namespace

void check_told_circumstances(const policy::Document& document, const std::vector<std::string>& told) {
  if (told.empty()) return;
  Faults faults(document, Party::customer);
  for (std::size_t i = 0; i < told.size(); ++i) faults.look_at(told[i], i);
  if (faults.any_not_theirs()) faults.raise();
}

std::vector<std::string> declared_after(const policy::Document& document, Party party,
                                        const std::vector<std::string>& before,
                                        const std::vector<std::string>& named) {
  Faults faults(document, party);
  for (std::size_t i = 0; i < named.size(); ++i)
    if (!among(before, named[i])) faults.look_at(named[i], i);
  faults.raise();

  std::vector<std::string> after;
  const auto add = [&](const std::string& key) {
    if (!among(after, key)) after.push_back(key);
  };
  for (const auto& key : before)
    if (const auto* const known = policy::entry_of(document.circumstances, key);
        known && (among(named, key) || !declares(party, *known)))
      add(key);
  for (const auto& key : named)
    if (policy::entry_of(document.circumstances, key)) add(key);
  return after;
}

}  // namespace plazo::operations
