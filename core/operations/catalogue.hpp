// All operations there are.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/operations/operation.hpp"
#include "core/storage/tables.hpp"

namespace plazo::operations {

/// Sorted by name.
const std::vector<Operation>& catalogue();

/// Throws `invalid` `operation.unknown`, with the name probably meant.
const Operation& find(std::string_view name);

/// The catalogue as JSON, as committed in capi/catalogue.json: operations with their callers, request
/// and reply schemas, errors and documentation.
std::string catalogue_json();

/// Every table there is, in an order in which they can be created.
std::vector<const storage::Table*> all_tables();

// The operations of each subject, in the file of that name.
std::vector<Operation> calendar_operations();
std::vector<Operation> calendar_affected_operations();
std::vector<Operation> charge_operations();
std::vector<Operation> compensation_operations();
std::vector<Operation> conduct_operations();
std::vector<Operation> customer_operations();
std::vector<Operation> desk_operations();
std::vector<Operation> entitlement_operations();
std::vector<Operation> history_operations();
std::vector<Operation> outbox_operations();
std::vector<Operation> policy_decision_operations();
std::vector<Operation> policy_operations();
std::vector<Operation> policy_page_operations();
std::vector<Operation> policy_performance_operations();
std::vector<Operation> policy_simulation_operations();
std::vector<Operation> policy_version_operations();
std::vector<Operation> policy_acceptance_operations();
std::vector<Operation> restore_operations();
std::vector<Operation> session_operations();
std::vector<Operation> suspension_operations();
std::vector<Operation> ticket_check_operations();
std::vector<Operation> ticket_explain_operations();
std::vector<Operation> ticket_operations();

}  // namespace plazo::operations
