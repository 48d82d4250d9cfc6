// What is asked of customers, on the page: what the documentation answers, checklist, information, fair use;
// and the queue and the advice.
#include <algorithm>

#include "core/policy/page_parts.hpp"

namespace plazo::policy {

Section Composer::checklist() const {
  Section out = section("checklist");
  Block list = block(Block::Kind::bullets);
  for (const auto& item : document_.checklist) {
    Line line;
    if (const auto condition = condition_words(locale_, document_, item.when); !condition.empty())
      line.push_back({capital(condition) + ": ", Run::Kind::strong});
    line.push_back({line_of(item.text)});
    if (item.missing != Missing::ask)
      line.push_back({" " + say("page.checklist.missing." + key_of(item.missing))});
    list.entries.push_back({id("check", item.id), {std::move(line)}});
  }
  add(out, std::move(list));
  return out;
}

Section Composer::answers() const {
  Section out = section("answers");
  Block list = block(Block::Kind::bullets);
  for (const auto& answer : document_.answers) {
    Line line;
    if (const auto condition = condition_words(locale_, document_, answer.when); !condition.empty())
      line.push_back({capital(condition) + ": ", Run::Kind::strong});
    line.push_back({in(locale_, answer.name, answer.id) + " "});
    line.push_back(named_link(answer.link, answer.link));  // the address itself: pages are printed too
    list.entries.push_back({id("answer", answer.id), {std::move(line)}});
  }
  add(out, std::move(list));
  return out;
}

Block Composer::field_table() const {
  Block table = block(Block::Kind::table);
  table.line = plain(say("page.caption.fields"));
  for (const char* name : {"field", "kind", "help"})
    table.header.push_back(say("page.label." + std::string(name)));
  for (const auto& [key, field] : document_.fields) {
    std::string kind = term(locale_, field.kind);
    if (field.kind == FieldKind::zoned_time)
      kind += say("page.field.zone", {{"zone", zone_place(locale_, document_.zone)}});
    std::vector<std::string> options;
    for (const auto& [option, name] : field.options) options.push_back(in(locale_, name, option));
    if (!options.empty()) kind += ": " + joined(locale_, options, Joint::any);
    const std::string_view bounds = field.kind == FieldKind::number ? "page.field.number" : "page.field.text";
    if (field.min) kind += say(std::string(bounds) + ".min", {{"n", *field.min}});
    if (field.max) kind += say(std::string(bounds) + ".max", {{"n", *field.max}});
    table.entries.push_back({id("field", key),
                             {plain(in(locale_, field.name, key)), plain(capital(std::move(kind))),
                              plain(field.help ? line_of(*field.help) : "—")}});
  }
  return table;
}

Section Composer::information() const {
  Section out = section("information");
  Block rules = block(Block::Kind::bullets);
  for (const auto& rule : document_.required) {
    Entry entry{id("required", rule.id), {strong(requests(rule.when, rule.unless) + ":")}};
    const auto line = [&](std::string_view key, const std::vector<std::string>& fields, Joint joint) {
      if (!fields.empty())
        entry.cells.push_back(plain(sentence(say(key, {{"fields", list(fields, &field_name, joint)}}))));
    };
    line("page.required.fields", rule.fields, Joint::all);
    line("page.required.one_of", rule.one_of, Joint::any);
    line("page.required.optional", rule.optional, Joint::all);
    if (!rule.fields.empty() || !rule.one_of.empty())
      entry.cells.push_back(plain(say("page.missing." + key_of(rule.missing))));
    rules.entries.push_back(std::move(entry));
  }
  add(out, std::move(rules));
  add(out, field_table());
  if (!document_.quality.empty()) {
    Section one{.id = "policy-quality", .title = say("page.section.quality")};
    Block list = block(Block::Kind::bullets);
    for (const auto& rule : document_.quality) {
      Entry entry{id("quality", rule.id), {strong(requests(rule.when) + ":")}};
      const auto line = [&](std::string text) { entry.cells.push_back(plain(std::move(text))); };
      if (rule.subject_characters)
        line(say("page.quality.subject_characters", {{"n", std::int64_t{rule.subject_characters}}}));
      if (rule.subject_words)
        line(say("page.quality.subject_words", {{"n", std::int64_t{rule.subject_words}}}));
      if (rule.body_characters)
        line(say("page.quality.body_characters", {{"n", std::int64_t{rule.body_characters}}}));
      if (!rule.vague.empty()) {
        std::vector<std::string> quoted;
        for (const auto& word : rule.vague) quoted.push_back(say("page.quoted", {{"text", word}}));
        line(say("page.quality.vague", {{"words", joined(locale_, quoted, Joint::any)}}));
      }
      if (rule.one_question) line(say("page.quality.one_question"));
      line(say("page.quality.missing." + key_of(rule.missing)));
      list.entries.push_back(std::move(entry));
    }
    add(one, std::move(list));
    add(out, std::move(one));
  }
  return out;
}

Section Composer::queue() const {
  Section out = section("queue");
  if (document_.order.empty()) {
    if (document_.priorities.size() < 2) return out;
    std::vector<std::string> names;
    for (auto at = document_.priorities.rbegin(); at != document_.priorities.rend(); ++at)
      names.push_back(in(locale_, at->second.name, at->first));
    add(out, paragraph(say("page.queue.priority", {{"names", joined(locale_, names)}})));
  } else {
    Block steps = block(Block::Kind::steps);
    for (const auto& queue_class : document_.order) {
      const std::string condition = condition_words(locale_, document_, queue_class.when, queue_class.unless);
      steps.entries.push_back({id("order", queue_class.id),
                               {plain(condition.empty() ? say("page.queue.others")
                                                        : requests(queue_class.when, queue_class.unless))}});
    }
    add(out, std::move(steps));
  }
  add(out, paragraph(say("page.queue.age")));
  return out;
}

std::string Composer::consequences(const Limit& limit) const {
  std::string out;
  for (const auto& step : limit.then) {
    out += (out.empty() ? "" : "; ") +
           say("page.fair.from",
               {{"n", std::int64_t{step.occurrences.value_or(1)}}, {"measure", term(locale_, step.measure)}});
    if (step.text) out += " (" + line_of(*step.text) + ")";
  }
  return out;
}

Section Composer::fair_use() const {
  Section out = section("fair-use");
  if (!document_.fair_use) return out;
  const FairUse& fair = *document_.fair_use;
  prose(out.blocks, fair.text);
  Block rules = block(Block::Kind::bullets);
  for (const auto& wait : fair.cool_downs) {
    const std::string exempt = condition_words(locale_, document_, wait.unless);
    std::string text = say("page.fair.wait", {{"channels", list(wait.channel, &channel_name, Joint::any)},
                                              {"length", length_words(locale_, wait.wait)}});
    if (!exempt.empty()) text += " " + capital(say("page.when.unless", {{"condition", exempt}})) + ".";
    Entry entry{id("wait", wait.id), {plain(std::move(text))}};
    if (wait.text) entry.cells.push_back(plain(line_of(*wait.text)));
    rules.entries.push_back(std::move(entry));
  }
  for (const auto& session : fair.sessions) {
    std::string text = say("page.fair.session", {{"channels", list(session.channel, &channel_name)},
                                                 {"length", length_words(locale_, session.longest)}});
    if (session.then_channel)
      text += say("page.fair.then", {{"channel", channel_name(locale_, document_, *session.then_channel)}});
    if (session.warn) text += say("page.fair.warn", {{"length", length_words(locale_, *session.warn)}});
    if (session.callback_offered) text += say("page.fair.callback");
    Entry entry{id("session", session.id), {plain(std::move(text))}};
    if (session.text) entry.cells.push_back(plain(line_of(*session.text)));
    rules.entries.push_back(std::move(entry));
  }
  for (const auto& limit : fair.limits) {
    Line line = strong(capital(term(locale_, limit.counts)));
    std::string rest;
    if (const auto condition = condition_words(locale_, document_, limit.when); !condition.empty())
      rest += ", " + condition;
    if (limit.window)
      rest += ", " + say("page.fair.window", {{"length", length_words(locale_, *limit.window)}});
    const bool by_words =
        limit.noticed == Noticed::suggested && known_by_words(limit.counts) && !limit.words.empty();
    rest += ". " + (by_words ? say("page.fair.words") : term(locale_, limit.noticed));
    if (const auto follows = consequences(limit); !follows.empty()) rest += " " + capital(follows) + ".";
    line.push_back({std::move(rest)});
    Entry entry{id("limit", limit.id), {std::move(line)}};
    if (limit.text) entry.cells.push_back(plain(line_of(*limit.text)));
    rules.entries.push_back(std::move(entry));
  }
  add(out, std::move(rules));
  if (fair.demoted_at_most)
    add(out, Block{.id = "policy-demotion",
                   .line = plain(say("page.fair.demoted",
                                     {{"length", length_words(locale_, *fair.demoted_at_most)}}))});
  if (const auto& suspension = fair.suspension) {
    Section one{.id = "policy-suspension", .title = say("page.section.suspension")};
    prose(one.blocks, suspension->text);
    Block list = block(Block::Kind::bullets);
    const auto line = [&](std::string text) { list.entries.push_back({{}, {plain(std::move(text))}}); };
    if (suspension->length)
      line(say("page.suspension.length", {{"length", length_words(locale_, *suspension->length)}}));
    if (suspension->for_good) line(say("page.suspension.for_good"));
    line(say(suspension->automatic ? "page.suspension.automatic" : "page.suspension.by_people"));
    if (!suspension->open_topics.empty())
      line(say("page.suspension.open", {{"topics", this->list(suspension->open_topics, &topic_name)}}));
    add(one, std::move(list));
    add(out, std::move(one));
  }
  return out;
}

Section Composer::guidance() const {
  Section out = section("guidance");
  for (const auto& rule : document_.incidents)
    if (rule.text) prose(out.blocks, rule.text);
  for (const auto& advice : document_.guidance) {
    const std::string title = in(locale_, advice.title, {});
    Section one{.id = id("guidance", advice.id), .title = title};
    prose(one.blocks, advice.text);
    if (advice.link) add(one, Block{.line = linked(*advice.link)});
    if (title.empty()) {
      // Without a heading of its own it stands under that of the section.
      if (!one.blocks.empty()) one.blocks.front().id = one.id;
      for (auto& block : one.blocks) add(out, std::move(block));
    } else {
      add(out, std::move(one));
    }
  }
  return out;
}

}  // namespace plazo::policy
