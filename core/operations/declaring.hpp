// Who may declare which circumstances, as the policy's `declared_by` says.
#pragma once

#include <string>
#include <vector>

#include "core/policy/document.hpp"

namespace plazo::operations {

/// Of what a customer tells with a request: nothing that only staff declare. Keys that the policy does not
/// know are left to its decision, unless there are both. Throws `invalid` `policy.not_yours_to_declare` with
/// all of them, at `/circumstances`.
void check_told_circumstances(const policy::Document&, const std::vector<std::string>& told);

/// What is declared once this party has said which circumstances there are. It speaks of those that the
/// policy gives it to declare: of them exactly the ones that it names. What only the other side declares
/// stays; what is declared already may be named by anybody; and what the policy no longer knows goes. Throws
/// `invalid` with all that is wrong: `policy.unknown_key`, or `policy.not_yours_to_declare` where there is
/// one such.
std::vector<std::string> declared_after(const policy::Document&, policy::Party,
                                        const std::vector<std::string>& before,
                                        const std::vector<std::string>& named);

}  // namespace plazo::operations
