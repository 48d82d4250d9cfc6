#include "core/base/text.hpp"
#include "core/policy/check_parts.hpp"

namespace plazo::policy {

void check_information(const Document& document, Findings& findings) {
  for (const auto& [key, field] : document.fields) {
    const std::string path = under("/fields", key);
    if (field.kind == FieldKind::choice && field.options.empty())
      findings.error(path + "/options", "options_unstated", "it is not stated what there is to choose",
                     "list the `options`");
    if (field.kind != FieldKind::choice && !field.options.empty())
      findings.warning(path + "/options", "contradiction", "only a choice has options",
                       "set `kind` to `choice`, or leave them out");
    const bool bounded = field.kind == FieldKind::number || field.kind == FieldKind::text;
    if (!bounded && (field.min || field.max))
      findings.warning(path, "contradiction", "only numbers and texts have `min` and `max`",
                       "leave them out");
    if (field.min && field.max && *field.min > *field.max)
      findings.error(path + "/min", "range_reversed", "the least is greater than the most",
                     "exchange `min` and `max`");
  }
  for (std::size_t i = 0; i < document.required.size(); ++i) {
    const Requirement& rule = document.required[i];
    if (rule.fields.empty() && rule.one_of.empty() && rule.optional.empty())
      findings.error(under("/required", i), "fields_unstated", "it is not stated what must be told",
                     "give `fields`, `one_of` or `optional`");
  }
  for (std::size_t i = 0; i < document.answers.size(); ++i) {
    const std::string path = under("/answers", i) + "/words";
    check_words(path, document.answers[i].words, findings);
    if (document.answers[i].words.empty())
      findings.warning(path, "words_unstated", "it is never shown before sending: no words are stated",
                       "list the words of such questions");
  }
  for (const auto& [key, priority] : document.priorities) {
    if (!priority.evidence) continue;
    const std::string path = under("/priorities", key) + "/evidence";
    if (priority.evidence->all_of.empty() && priority.evidence->one_of.empty())
      findings.error(path, "fields_unstated", "it is not stated what must be told",
                     "give `all_of` or `one_of`");
    const auto own = rank_of(document, key);
    const auto meanwhile = rank_of(document, priority.evidence->meanwhile);
    if (own && meanwhile && *meanwhile >= *own)
      findings.error(path + "/meanwhile", "contradiction",
                     shown(priority.evidence->meanwhile) + " is not less urgent than " + shown(key),
                     "name a priority that stands before it");
  }
}

}  // namespace plazo::policy
