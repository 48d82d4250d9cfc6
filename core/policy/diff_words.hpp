// Any value of a policy in words. Only diff*.cpp use this.
#pragma once

#include <string>
#include <string_view>

#include "core/policy/document.hpp"

namespace plazo::policy {

/// `field` says what a text, a number or a key stands for; `document` has the names of what keys refer to.
std::string value_words(Locale, const Document& document, const json::Type&, const void* value,
                        std::string_view field);

}  // namespace plazo::policy
