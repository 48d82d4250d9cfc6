// Reflection: one run-time description per C++ type, made from Boost.Describe and the notes beside the
// fields. Strict decoding, encoding, JSON Schema, table definitions and row mapping all read it, so
// that a new field is added in one place.
//
//   struct OpenTicket {
//     std::string subject;
//     std::optional<Id> service;
//     static constexpr json::Note notes[] = {
//         {.field = "subject", .meaning = "what it is about", .min = 1, .max = 200},
//         {.field = "service", .meaning = "the service concerned"},
//     };
//   };
//   BOOST_DESCRIBE_STRUCT(OpenTicket, (), (subject, service))
//
// Every described member needs exactly one note; a missing or misspelt one does not compile.
//
// A struct may say `static constexpr std::string_view json_name = "Calendar"` where its C++ name alone is
// ambiguous in the catalogue, and `static constexpr std::string_view shorthand = "on"` where a text may be
// written instead of the object: the value of that field, when nothing else is to be said. It is always
// encoded as the object.
#pragma once

#include <bit>
#include <boost/describe.hpp>
#include <boost/mp11.hpp>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "core/base/id.hpp"
#include "core/base/time.hpp"

namespace plazo::json {

/// Who may see a field of a reply, or set a field of a request. Each includes the ones before it.
enum class Audience { customer, staff, panel };
BOOST_DESCRIBE_ENUM(Audience, customer, staff, panel)

/// What a reader must know about a field beyond its C++ type.
struct Note {
  std::string_view field;
  std::string_view meaning;
  std::string_view unit = {};  ///< of a number: `bytes`, `tickets`; instants and durations need none
  /// Bounds: value of a number, milliseconds of a duration, characters of a text, items of a list.
  std::int64_t min = std::numeric_limits<std::int64_t>::min();
  std::int64_t max = std::numeric_limits<std::int64_t>::max();
  bool defaulted = false;  ///< may be absent: the member's default value holds then
  bool lines = false;      ///< a text that may contain line breaks and tabs
  bool single = false;     ///< a list of one may be written as its item
  Audience audience = Audience::customer;
  std::string_view since = "0.1";
};

/// Objects with free keys, in document order.
template <class T>
using Keyed = std::vector<std::pair<std::string, T>>;

/// Raw bytes; stored as BLOB, never part of a request or reply.
using Bytes = std::vector<std::byte>;

enum class Kind {
  boolean,
  integer,
  text,
  bytes,
  id,
  instant,
  duration,
  enumeration,
  optional,
  list,
  keyed,
  object,
  choice,  ///< one of several objects, told apart by their field `type`
};

struct Type;
using TypeOf = const Type& (*)();

struct Field {
  std::string_view name;
  TypeOf type;
  const Note* note;
  void* (*at)(void* object);
  bool omit_empty = false;  ///< a list or keyed object that is empty by default: left out when empty

  const void* at_const(const void* object) const { return at(const_cast<void*>(object)); }
  bool required() const;
};

struct Enumerator {
  std::string_view name;
  std::int64_t value;
};

/// The description of a C++ type. Only the members that belong to its kind are set.
struct Type {
  Kind kind;
  std::string_view name = {};       // object, enumeration: `json_name`, else the C++ name without namespace
  std::vector<Field> fields = {};   // object
  std::string_view shorthand = {};  // object: the text field that may stand for the whole
  std::vector<Enumerator> enumerators = {};                            // enumeration
  std::vector<std::pair<std::string_view, TypeOf>> alternatives = {};  // choice: `type` and object
  TypeOf element = nullptr;                                            // optional, list, keyed
  std::int64_t min = 0, max = 0;                                       // integer: what the C++ type holds

  // integer, id, instant, duration, enumeration
  std::int64_t (*get)(const void*) = nullptr;
  void (*set)(void*, std::int64_t) = nullptr;
  // optional: the value or null; an emplaced value
  const void* (*value)(const void*) = nullptr;
  void* (*emplace)(void*) = nullptr;
  // list, keyed
  std::size_t (*size)(const void*) = nullptr;
  const void* (*item)(const void*, std::size_t) = nullptr;
  void* (*append)(void*, std::string_view key) = nullptr;
  void (*clear)(void*) = nullptr;
  std::string_view (*key)(const void*, std::size_t) = nullptr;
  // choice
  std::size_t (*chosen)(const void*) = nullptr;
  const void* (*choice)(const void*) = nullptr;
  void* (*choose)(void*, std::size_t) = nullptr;
  // object: a value-initialised one on the heap, to read default values from
  std::shared_ptr<void> (*fresh)() = nullptr;

  const Field* find(std::string_view field) const {
    for (const auto& f : fields)
      if (f.name == field) return &f;
    return nullptr;
  }
};

template <class T>
const Type& type_of();

namespace detail {

template <class T>
concept Described = boost::describe::has_describe_members<T>::value;
template <class T>
concept DescribedEnum = boost::describe::has_describe_enumerators<T>::value;

template <class T>
struct optional_traits : std::false_type {};
template <class T>
struct optional_traits<std::optional<T>> : std::true_type {
  using element = T;
};
template <class T>
struct list_traits : std::false_type {};
template <class T>
struct list_traits<std::vector<T>> : std::true_type {
  using element = T;
};
template <class T>
struct keyed_traits : std::false_type {};
template <class T>
struct keyed_traits<Keyed<T>> : std::true_type {
  using element = T;
};
template <class T>
struct choice_traits : std::false_type {};
template <class... T>
struct choice_traits<std::variant<T...>> : std::true_type {};

template <class C, class M>
C owner_of(M C::*);

template <class T>
using own_members = boost::describe::describe_members<T, boost::describe::mod_public>;
template <class T>
using all_members =
    boost::describe::describe_members<T, boost::describe::mod_public | boost::describe::mod_inherited>;

template <class T>
consteval bool notes_match_members() {
  std::size_t members = 0;
  bool every = true;
  boost::mp11::mp_for_each<own_members<T>>([&](auto member) {
    ++members;
    std::size_t found = 0;
    for (const Note& note : T::notes) found += note.field == member.name;
    every = every && found == 1;
  });
  return every && members == std::size(T::notes);
}

template <class Owner>
constexpr const Note* note_of(std::string_view field) {
  for (const Note& note : Owner::notes)
    if (note.field == field) return &note;
  return nullptr;
}

/// For what is asked at compile time: where undefined behaviour is checked for, GCC 12 compares no addresses
/// then.
template <class T>
consteval bool names_field(std::string_view field) {
  bool found = false;
  for (const Note& note : T::notes) found = found || note.field == field;
  return found;
}

template <class T, class Member>
Field field_of() {
  using Owner = decltype(owner_of(Member::pointer));
  using Value = std::remove_reference_t<decltype(std::declval<T&>().*Member::pointer)>;
  Field field{Member::name, &type_of<Value>, note_of<Owner>(Member::name),
              [](void* object) -> void* { return &(static_cast<T*>(object)->*Member::pointer); }};
  if constexpr (list_traits<Value>::value)  // keyed objects are lists of pairs
    field.omit_empty = field.note->defaulted && (T{}.*Member::pointer).empty();
  return field;
}

template <class T>
constexpr std::string_view name_of() {
  if constexpr (requires { T::json_name; }) return T::json_name;
  std::string_view name = __PRETTY_FUNCTION__;
  name = name.substr(name.find("T = ") + 4);
  name = name.substr(0, name.find_first_of(";]"));
  const auto colon = name.rfind(':');
  return colon == std::string_view::npos ? name : name.substr(colon + 1);
}

template <class T>
void take_number(Type& type) {
  type.get = [](const void* p) { return static_cast<std::int64_t>(*static_cast<const T*>(p)); };
  type.set = [](void* p, std::int64_t v) { *static_cast<T*>(p) = static_cast<T>(v); };
}

/// Id, Instant and Duration: structs of one 64-bit number.
template <class T>
Type strong_number(Kind kind) {
  static_assert(sizeof(T) == sizeof(std::int64_t));
  Type type{.kind = kind};
  type.get = [](const void* p) { return std::bit_cast<std::int64_t>(*static_cast<const T*>(p)); };
  type.set = [](void* p, std::int64_t v) { *static_cast<T*>(p) = std::bit_cast<T>(v); };
  return type;
}

template <class... T>
Type describe_choice(std::variant<T...>*) {
  using V = std::variant<T...>;
  Type type{.kind = Kind::choice};
  type.alternatives = {{T::type_name, &type_of<T>}...};
  type.chosen = [](const void* p) { return static_cast<const V*>(p)->index(); };
  type.choice = [](const void* p) {
    return std::visit([](const auto& v) -> const void* { return &v; }, *static_cast<const V*>(p));
  };
  type.choose = [](void* p, std::size_t index) -> void* {
    void* chosen = nullptr;
    std::size_t i = 0;
    ((i++ == index ? void(chosen = &static_cast<V*>(p)->template emplace<T>()) : void()), ...);
    return chosen;
  };
  return type;
}

template <class T>
Type describe() {
  if constexpr (std::same_as<T, bool>) {
    return {.kind = Kind::boolean};
  } else if constexpr (std::integral<T>) {
    Type type{
        .kind = Kind::integer, .min = std::numeric_limits<T>::min(), .max = std::numeric_limits<T>::max()};
    static_assert(sizeof(T) < 8 || std::is_signed_v<T>, "unsigned 64-bit numbers have no wire type");
    take_number<T>(type);
    return type;
  } else if constexpr (std::same_as<T, std::string>) {
    return {.kind = Kind::text};
  } else if constexpr (std::same_as<T, Bytes>) {
    return {.kind = Kind::bytes};
  } else if constexpr (std::same_as<T, Id>) {
    return strong_number<T>(Kind::id);
  } else if constexpr (std::same_as<T, Instant>) {
    return strong_number<T>(Kind::instant);
  } else if constexpr (std::same_as<T, Duration>) {
    return strong_number<T>(Kind::duration);
  } else if constexpr (DescribedEnum<T>) {
    Type type{.kind = Kind::enumeration, .name = name_of<T>()};
    boost::mp11::mp_for_each<boost::describe::describe_enumerators<T>>([&](auto e) {
      type.enumerators.push_back({e.name, static_cast<std::int64_t>(e.value)});
    });
    take_number<T>(type);
    return type;
  } else if constexpr (optional_traits<T>::value) {
    using E = typename optional_traits<T>::element;
    Type type{.kind = Kind::optional, .element = &type_of<E>};
    type.value = [](const void* p) -> const void* {
      const auto& optional = *static_cast<const T*>(p);
      return optional ? &*optional : nullptr;
    };
    type.emplace = [](void* p) -> void* { return &static_cast<T*>(p)->emplace(); };
    return type;
  } else if constexpr (keyed_traits<T>::value) {
    using E = typename keyed_traits<T>::element;
    Type type{.kind = Kind::keyed, .element = &type_of<E>};
    type.size = [](const void* p) { return static_cast<const T*>(p)->size(); };
    type.item = [](const void* p, std::size_t i) -> const void* {
      return &(*static_cast<const T*>(p))[i].second;
    };
    type.key = [](const void* p, std::size_t i) -> std::string_view {
      return (*static_cast<const T*>(p))[i].first;
    };
    type.append = [](void* p, std::string_view key) -> void* {
      return &static_cast<T*>(p)->emplace_back(std::string(key), E{}).second;
    };
    type.clear = [](void* p) { static_cast<T*>(p)->clear(); };
    return type;
  } else if constexpr (list_traits<T>::value) {
    using E = typename list_traits<T>::element;
    Type type{.kind = Kind::list, .element = &type_of<E>};
    type.size = [](const void* p) { return static_cast<const T*>(p)->size(); };
    type.item = [](const void* p, std::size_t i) -> const void* { return &(*static_cast<const T*>(p))[i]; };
    type.append = [](void* p, std::string_view) -> void* { return &static_cast<T*>(p)->emplace_back(); };
    type.clear = [](void* p) { static_cast<T*>(p)->clear(); };
    return type;
  } else if constexpr (choice_traits<T>::value) {
    return describe_choice(static_cast<T*>(nullptr));
  } else {
    static_assert(Described<T>, "this type needs BOOST_DESCRIBE_STRUCT");
    static_assert(notes_match_members<T>(), "every described member needs exactly one note");
    Type type{.kind = Kind::object, .name = name_of<T>()};
    boost::mp11::mp_for_each<all_members<T>>(
        [&](auto member) { type.fields.push_back(field_of<T, decltype(member)>()); });
    if constexpr (requires { T::shorthand; }) {
      static_assert(names_field<T>(T::shorthand), "the shorthand is no field");
      type.shorthand = T::shorthand;
    }
    type.fresh = []() -> std::shared_ptr<void> { return std::make_shared<T>(); };
    return type;
  }
}

}  // namespace detail

/// The description of `T`, made at first use.
template <class T>
const Type& type_of() {
  static const Type type = detail::describe<T>();
  return type;
}

inline bool Field::required() const { return type().kind != Kind::optional && !note->defaulted; }

}  // namespace plazo::json
