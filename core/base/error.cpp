#include "core/base/error.hpp"

namespace plazo {

std::string_view to_text(Category category) {
  switch (category) {
    case Category::invalid:
      return "invalid";
    case Category::not_found:
      return "not_found";
    case Category::refused:
      return "refused";
    case Category::conflict:
      return "conflict";
    case Category::limit:
      return "limit";
    case Category::unavailable:
      return "unavailable";
    case Category::internal:
      return "internal";
  }
  return "internal";
}

}  // namespace plazo
