// What an operation is. Each one stands in one place: its request and reply structs, who may call it,
// what it does, and its documentation.
#pragma once

#include <algorithm>
#include <array>
#include <initializer_list>
#include <memory>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "core/customers/actor.hpp"
#include "core/json/describe.hpp"
#include "core/policy/versions.hpp"
#include "core/storage/port.hpp"

namespace plazo::tickets {
class Policies;
}

namespace plazo::operations {

using customers::ActorKind;

class Desk;

enum class Lifecycle {
  unstable,    ///< may change with any release
  stable,      ///< only grows
  deprecated,  ///< still works; its documentation names the successor
};
BOOST_DESCRIBE_ENUM(Lifecycle, unstable, stable, deprecated)

/// How an operation uses the storage.
enum class Access {
  none,   ///< pure: works on a desk without storage
  read,   ///< one snapshot
  write,  ///< one transaction; takes an idempotency key
  desk,   ///< the desk itself: maintenance with transactions of its own
};
BOOST_DESCRIBE_ENUM(Access, none, read, write, desk)

/// A few values in their place. Not a vector: when making one member of an aggregate throws, GCC 12 frees
/// the vectors made before it twice, and the catalogue must survive a lack of memory.
template <class T, std::size_t most>
class Few {
 public:
  constexpr Few() = default;
  constexpr Few(std::initializer_list<T> values) : size_(values.size()) {
    if (size_ > most) throw std::length_error("more values than there are places");
    std::copy(values.begin(), values.end(), values_.begin());
  }
  constexpr const T* begin() const { return values_.data(); }
  constexpr const T* end() const { return values_.data() + size_; }
  constexpr std::size_t size() const { return size_; }
  constexpr bool empty() const { return size_ == 0; }
  friend constexpr bool operator==(const Few& few, std::span<const T> others) {
    return std::equal(few.begin(), few.end(), others.begin(), others.end());
  }

 private:
  std::array<T, most> values_{};
  std::size_t size_ = 0;
};

/// Base of the requests of all writing operations.
struct Writing {
  std::optional<std::string> idempotency_key;
  static constexpr json::Note notes[] = {
      {.field = "idempotency_key",
       .meaning = "any text of the caller's that names this attempt; a repeat within 30 days by the same "
                  "actor has no "
                  "further effect and gets the reply anew, with another body it is a conflict",
       .min = 1,
       .max = 200},
  };
};
BOOST_DESCRIBE_STRUCT(Writing, (), (idempotency_key))

struct Empty {
  static constexpr std::array<json::Note, 0> notes{};
};
BOOST_DESCRIBE_STRUCT(Empty, (), ())

/// One call under way: what a handler may use.
struct Call {
  Desk& desk;
  storage::Transaction& tx;
  customers::Actor actor;
  Instant now;
  IdSource ids;
  tickets::Policies& policies;  ///< all versions
  /// Ids that a write made, in an order of its own; what a repeated call is rendered from.
  std::vector<Id> made = {};

  /// The policy in force now; throws `unavailable` `policy.none` when there is none.
  const policy::InForce& policy();
  /// What names and texts are taken from: the policy in force, else the one installed last, as tickets
  /// outlive policies. Throws `policy.none` when none was ever installed.
  const policy::InForce& policy_for_reading();
  Locale locale();

  const policy::InForce* in_force = nullptr;  ///< once it was asked for
};

struct ErrorNote {
  std::string_view code, meaning;
};

/// Who may call an operation.
struct Callers {
  Few<ActorKind, 4> kinds;
  std::optional<customers::Permission> permission = {};  ///< that staff need
  bool tickets = false;                                  ///< contacts need the right to tickets

  bool allows(ActorKind) const;
};

struct Description {
  std::string_view name;     ///< `ticket.open`
  std::string_view summary;  ///< one line
  std::string_view details;  ///< the rest of the documentation
  Callers callers;
  Few<ErrorNote, 12> errors = {};  ///< besides those that every operation may give
  Lifecycle lifecycle = Lifecycle::unstable;
  std::string_view since = "0.1";
};

struct Operation : Description {
  Access access;
  json::TypeOf request, reply;
  /// A value-initialised request or reply on the heap.
  std::shared_ptr<void> (*new_request)();
  std::shared_ptr<void> (*new_reply)();
  // Set by access: `run` for read and write, `repeat` for write, `run_desk` for none and desk.
  void (*run)(Call&, const void* request, void* reply) = nullptr;
  void (*repeat)(Call&, void* reply) = nullptr;
  void (*run_desk)(Desk&, const void* request, void* reply) = nullptr;

  bool allows(ActorKind kind) const { return callers.allows(kind); }
};

namespace detail {
template <class Context, class Reply, class Request>
Operation base(Description description, Access access, Reply (*)(Context&, const Request&)) {
  return Operation{std::move(description),
                   access,
                   &json::type_of<Request>,
                   &json::type_of<Reply>,
                   [] { return std::shared_ptr<void>(std::make_shared<Request>()); },
                   [] { return std::shared_ptr<void>(std::make_shared<Reply>()); }};
}

template <auto Handler>
struct Erased;
template <class Context, class Reply, class Request, Reply (*Handler)(Context&, const Request&)>
struct Erased<Handler> {
  static void run(Context& context, const void* request, void* reply) {
    *static_cast<Reply*>(reply) = Handler(context, *static_cast<const Request*>(request));
  }
};
}  // namespace detail

/// An operation whose handler `Reply f(Call&, const Request&)` reads.
template <auto Handler>
Operation reading(Description description) {
  Operation op = detail::base(std::move(description), Access::read, Handler);
  op.run = &detail::Erased<Handler>::run;
  return op;
}

/// One that writes. `Again`, `Reply f(Call&)`, renders the reply of an earlier call from `call.made`.
template <auto Handler, auto Again>
Operation writing(Description description) {
  Operation op = detail::base(std::move(description), Access::write, Handler);
  op.run = &detail::Erased<Handler>::run;
  op.repeat = [](Call& call, void* reply) { *static_cast<decltype(Again(call))*>(reply) = Again(call); };
  return op;
}

/// One that works on the desk (`Access::desk`) or on its request alone (`Access::none`).
template <auto Handler>
Operation on_desk(Description description, Access access = Access::desk) {
  Operation op = detail::base(std::move(description), access, Handler);
  op.run_desk = &detail::Erased<Handler>::run;
  return op;
}

}  // namespace plazo::operations
