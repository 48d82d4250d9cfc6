#include "core/storage/tables.hpp"

#include <algorithm>

#include "core/json/decode.hpp"
#include "core/json/encode.hpp"

namespace plazo::storage {
namespace {

using json::Kind;
using json::Type;

/// The type behind an optional.
const Type& plain(const Type& type) { return type.kind == Kind::optional ? type.element() : type; }

bool stored_as_number(const Type& type) {
  switch (type.kind) {
    case Kind::boolean:
    case Kind::integer:
    case Kind::id:
    case Kind::instant:
    case Kind::duration:
      return true;
    default:
      return false;
  }
}

Error unknown_value() {
  return {Category::unavailable, "storage.corrupt", "a stored value is not one this version knows"};
}

std::string column_type(const json::Field& field, Engine engine, bool in_key) {
  const Type& type = plain(field.type());
  if (stored_as_number(type)) return engine == Engine::sqlite ? "INTEGER" : "BIGINT";
  if (type.kind == Kind::bytes) {
    if (engine == Engine::sqlite) return "BLOB";
    return "VARBINARY(" + std::to_string(std::min<std::int64_t>(field.note->max, 255)) + ")";
  }
  if (engine == Engine::sqlite) return "TEXT";
  // MariaDB keys need a length; 191 characters of utf8mb4 fit every row format.
  if (type.kind == Kind::enumeration) return "VARCHAR(64)";
  if (type.kind == Kind::text && (in_key || field.note->max <= 1000))
    return "VARCHAR(" + std::to_string(std::min<std::int64_t>(field.note->max, in_key ? 191 : 1000)) + ")";
  return "LONGTEXT";
}

template <class Names>
std::string joined(const Names& names) {
  std::string out;
  for (const auto& name : names) {
    if (!out.empty()) out += ", ";
    out += name;
  }
  return out;
}

}  // namespace

Table::Table(std::string_view name, json::TypeOf row, std::vector<std::string_view> primary_key,
             std::vector<Index> indexes)
    : name_(name), row_(row()), primary_key_(std::move(primary_key)), indexes_(std::move(indexes)) {
  std::string marks;
  for (const auto& field : row_.fields) {
    columns_ += columns_.empty() ? "" : ", ";
    columns_ += field.name;
    marks += marks.empty() ? "?" : ", ?";
  }
  insert_ = "INSERT INTO " + std::string(name_) + " (" + columns_ + ") VALUES (" + marks + ")";
}

std::string Table::columns(std::string_view alias, std::initializer_list<std::string_view> left_out) const {
  std::string out;
  for (const auto& field : row_.fields) {
    if (!out.empty()) out += ", ";
    if (std::find(left_out.begin(), left_out.end(), field.name) != left_out.end())
      out.append("NULL");
    else
      out.append(alias).append(".").append(field.name);
  }
  return out;
}

std::string Table::select(std::string_view where) const {
  return "SELECT " + columns_ + " FROM " + std::string(name_) + " " + std::string(where);
}

std::vector<std::string> Table::definitions(Engine engine) const {
  const auto in_key = [&](std::string_view column) {
    const auto holds = [&](const auto& columns) {
      return std::find(columns.begin(), columns.end(), column) != columns.end();
    };
    return holds(primary_key_) ||
           std::any_of(indexes_.begin(), indexes_.end(), [&](const Index& i) { return holds(i.columns); });
  };
  const Type& first_key = plain(row_.find(primary_key_.front())->type());
  // A single numeric key is SQLite's own row number; any other table is kept in the order of its key.
  const bool row_number = primary_key_.size() == 1 && stored_as_number(first_key);

  std::string create = "CREATE TABLE " + std::string(name_) + " (\n";
  for (const auto& field : row_.fields) {
    create += "  " + std::string(field.name) + " " + column_type(field, engine, in_key(field.name));
    if (field.type().kind != Kind::optional) create += " NOT NULL";
    create += ",\n";
  }
  create += "  PRIMARY KEY (" + joined(primary_key_) + ")\n)";
  if (engine == Engine::sqlite)
    create += row_number ? " STRICT" : " STRICT, WITHOUT ROWID";
  else
    create += " ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin";

  std::vector<std::string> statements{std::move(create)};
  for (const auto& index : indexes_) {
    std::string index_name = std::string(name_) + "_by";
    for (const auto column : index.columns) index_name += "_" + std::string(column);
    statements.push_back((index.unique ? "CREATE UNIQUE INDEX " : "CREATE INDEX ") + index_name + " ON " +
                         std::string(name_) + " (" + joined(index.columns) + ")");
  }
  return statements;
}

void Table::insert(Transaction& tx, const void* row) const {
  std::vector<Value> values;
  std::vector<std::string> texts;  // what lists and objects were encoded to; must not move
  values.reserve(row_.fields.size());
  texts.reserve(row_.fields.size());
  for (const auto& field : row_.fields) {
    const Type* type = &field.type();
    const void* at = field.at_const(row);
    if (type->kind == Kind::optional) {
      at = type->value(at);
      if (!at) {
        values.emplace_back(nullptr);
        continue;
      }
      type = &type->element();
    }
    switch (type->kind) {
      case Kind::boolean:
        values.emplace_back(std::int64_t{*static_cast<const bool*>(at)});
        break;
      case Kind::integer:
      case Kind::id:
      case Kind::instant:
      case Kind::duration:
        values.emplace_back(type->get(at));
        break;
      case Kind::text:
        values.emplace_back(std::string_view(*static_cast<const std::string*>(at)));
        break;
      case Kind::bytes:
        values.emplace_back(Blob(*static_cast<const json::Bytes*>(at)));
        break;
      case Kind::enumeration: {
        const std::int64_t number = type->get(at);
        const auto e = std::find_if(type->enumerators.begin(), type->enumerators.end(),
                                    [&](const auto& candidate) { return candidate.value == number; });
        values.emplace_back(e->name);
        break;
      }
      default:
        json::encode(*type, at, texts.emplace_back());
        values.emplace_back(std::string_view(texts.back()));
    }
  }
  tx.run(insert_, std::span<const Value>(values));
}

void Table::read(const Rows& rows, void* row, int first) const {
  int column = first;
  for (const auto& field : row_.fields) {
    const int c = column++;
    const Type* type = &field.type();
    void* at = field.at(row);
    if (type->kind == Kind::optional) {
      if (rows.is_null(c)) continue;
      at = type->emplace(at);
      type = &type->element();
    }
    switch (type->kind) {
      case Kind::boolean:
        *static_cast<bool*>(at) = rows.integer(c) != 0;
        break;
      case Kind::integer:
      case Kind::id:
      case Kind::instant:
      case Kind::duration:
        type->set(at, rows.integer(c));
        break;
      case Kind::text:
        static_cast<std::string*>(at)->assign(rows.text(c));
        break;
      case Kind::bytes: {
        const Blob blob = rows.blob(c);
        static_cast<json::Bytes*>(at)->assign(blob.begin(), blob.end());
        break;
      }
      case Kind::enumeration: {
        const auto name = rows.text(c);
        const auto e = std::find_if(type->enumerators.begin(), type->enumerators.end(),
                                    [&](const auto& candidate) { return candidate.name == name; });
        if (e == type->enumerators.end()) throw unknown_value();
        type->set(at, e->value);
        break;
      }
      default:
        try {
          json::decode(*type, rows.text(c), at, {.limits = {.bytes = 1 << 26, .values = 10'000'000}});
        } catch (const Error& error) {
          if (error.category == Category::invalid) throw unknown_value();  // nobody's request is wrong
          throw;
        }
    }
  }
}

}  // namespace plazo::storage
