// Channels, departments, topics, exceptions and priorities on the page.
#include <algorithm>

#include "core/policy/page_parts.hpp"

namespace plazo::policy {

std::string Composer::first_response(std::string_view key) const {
  const Channel* const channel = entry_of(document_.channels, key);
  const bool ticket =
      channel && (channel->kind == ChannelKind::ticket || channel->kind == ChannelKind::form ||
                  channel->kind == ChannelKind::email || channel->becomes_ticket);
  std::string out;
  const auto promise = [&](const When& when, const std::optional<When>& unless, const std::string& words) {
    When rest = when;
    rest.channel.clear();
    const std::string condition = condition_words(locale_, document_, rest, unless);
    out +=
        (out.empty() ? "" : "; ") +
        (condition.empty() ? words : say("page.promise.for", {{"condition", condition}, {"promise", words}}));
    return condition.empty();
  };
  for (const Target& target : document_.targets) {
    if (target.clock != ClockKind::first_response) continue;
    const auto& channels = target.when.channel;
    // What is said aloud or typed at once is promised only where a target names the channel.
    if (channels.empty() && !ticket) continue;
    if (!channels.empty() && std::find(channels.begin(), channels.end(), key) == channels.end()) continue;
    if (promise(target.when, target.unless, promise_words(locale_, term_of(target)))) return out;
  }
  if (document_.first_response && ticket)
    promise({}, {}, promise_words(locale_, {.limit = document_.first_response}));
  return out.empty() && ticket ? say("page.promise.none") : out;
}

Section Composer::channels() const {
  Section out = section("channels");
  for (const auto& [key, channel] : document_.channels) {
    Section one{.id = id("channel", key), .title = in(locale_, channel.name, key)};
    Block pairs = block(Block::Kind::pairs);
    if (channel.preferred) add(one, Block{.line = strong(say("page.channel.preferred"))});
    pair(pairs, "purpose", channel.purpose);
    const std::string words = place_hours(channel);
    pair(pairs, channel.state == PlaceState::open ? "hours" : "state", capital(words));
    pair(pairs, "now", capital(place_state(channel)));
    if (channel.outside_hours) pair(pairs, "outside_hours", capital(outcome(*channel.outside_hours)));
    if (channel.contact) pair(pairs, "contact", address(*channel.contact));
    if (channel.access) pair(pairs, "access", in(locale_, *channel.access, {}));
    if (channel.staffed_by) pair(pairs, "staffed_by", in(locale_, *channel.staffed_by, {}));
    pair(pairs, "skill", list(channel.skill, &skill_name));
    if (channel.state == PlaceState::open) {
      pair(pairs, "first_response", capital(first_response(key)));
      pair(pairs, "identity", capital(say("page.identity." + key_of(channel.identity))));
      if (channel.before_account_talk)
        pair(pairs, "before_account_talk",
             capital(say("page.identity." + key_of(*channel.before_account_talk))));
      pair(pairs, "attachments", capital(term(locale_, channel.attachments)));
      if (channel.becomes_ticket) pair(pairs, "record", say("page.becomes_ticket"));
    }
    add(one, std::move(pairs));
    add(out, std::move(one));
  }
  return out;
}

std::string Composer::topics_of(std::string_view department) const {
  std::vector<std::string> topics;
  for (const auto& [key, topic] : document_.topics)
    if (std::any_of(topic.ways.begin(), topic.ways.end(),
                    [&](const Way& one) { return one.department == department; }))
      topics.push_back(in(locale_, topic.name, key));
  return joined(locale_, topics);
}

Section Composer::departments() const {
  Section out = section("departments");
  for (const auto& [key, department] : document_.departments) {
    Section one{.id = id("department", key), .title = in(locale_, department.name, key)};
    Block pairs = block(Block::Kind::pairs);
    pair(pairs, "purpose", department.purpose);
    const bool open = department.state == PlaceState::open;
    pair(pairs, open ? "hours" : "state", capital(place_hours(department)));
    pair(pairs, "now", capital(place_state(department)));
    if (department.outside_hours) pair(pairs, "outside_hours", capital(outcome(*department.outside_hours)));
    if (department.contact) pair(pairs, "contact", address(*department.contact));
    if (department.staffed_by) pair(pairs, "staffed_by", in(locale_, *department.staffed_by, {}));
    pair(pairs, "skill", list(department.skill, &skill_name));
    pair(pairs, "topics", topics_of(key));
    if (open)
      pair(pairs, "open_ticket",
           ticket_link(key, "", say("page.open_ticket", {{"name", in(locale_, department.name, key)}})));
    if (pairs.entries.empty()) pair(pairs, "hours", say("page.hours.unstated"));
    add(one, std::move(pairs));
    add(out, std::move(one));
  }
  add(out, skills());
  return out;
}

Section Composer::skills() const {
  Section out = section("skills");
  Block pairs = block(Block::Kind::pairs);
  for (const auto& [key, name] : document_.skills) {
    std::vector<std::string> places;
    const auto look = [&](const auto& section) {
      for (const auto& [place, entry] : section)
        if (std::find(entry.skill.begin(), entry.skill.end(), key) != entry.skill.end())
          places.push_back(in(locale_, entry.name, place));
    };
    look(document_.departments);
    look(document_.channels);
    pairs.entries.push_back(
        {id("skill", key),
         {plain(capital(in(locale_, name, key))), plain(places.empty() ? "—" : joined(locale_, places))}});
  }
  add(out, std::move(pairs));
  return out;
}

std::string Composer::skills_of(const Topic& topic) const {
  std::string out = list(topic.skill, &skill_name, Joint::any);
  std::vector<std::string> channels;
  for (const Way& way : topic.ways)
    for (const auto& channel : way.channel)
      if (leads_to_skill(document_, topic, way, channel)) {
        auto name = channel_name(locale_, document_, channel);
        if (std::find(channels.begin(), channels.end(), name) == channels.end())
          channels.push_back(std::move(name));
      }
  if (!out.empty() && !channels.empty())
    out = say("page.topic.skill", {{"skills", out}, {"channels", joined(locale_, channels, Joint::any)}});
  return out;
}

Line Composer::way(const Way& way) const {
  Line line;
  if (way.self_service) {
    line.push_back(place(*way.self_service, say("page.way.self_service")));
  } else {
    line.push_back({list(way.channel, &channel_name, Joint::any), Run::Kind::strong});
  }
  std::string rest;
  if (way.preferred) rest += say("page.way.preferred");
  if (way.department)
    rest += say("page.way.department", {{"name", department_name(locale_, document_, *way.department)}});
  if (way.hours) rest += ", " + hours(way.hours);
  if (way.identity) rest += ", " + message(locale_, "page.when.Identity." + key_of(*way.identity));
  if (const std::string condition = condition_words(locale_, document_, way.when); !condition.empty())
    rest += ", " + condition;
  if (way.advice) rest += ". " + line_of(*way.advice);
  if (!rest.empty()) line.push_back({rest});
  return line;
}

Section Composer::topics() const {
  Section out = section("topics");
  Block others = block(Block::Kind::table);
  others.line = plain(say("page.caption.other_topics"));
  for (const char* name : {"topic", "ways"}) others.header.push_back(say("page.label." + std::string(name)));
  for (const auto& [key, topic] : document_.topics) {
    auto ways = topic.ways;
    std::stable_sort(ways.begin(), ways.end(),
                     [](const Way& a, const Way& b) { return a.preferred > b.preferred; });
    const std::string name = in(locale_, topic.name, key);
    const bool bare = !topic.purpose && topic.examples.empty() && topic.service.empty() && !topic.identity &&
                      !topic.priority && topic.skill.empty() && ways.size() <= 2;
    if (bare) {
      Line how;
      for (const Way& one : ways) {
        if (!how.empty()) how.push_back({"; "});
        for (Run& run : way(one)) how.push_back(std::move(run));
      }
      if (how.empty()) how = plain(document_.otherwise ? capital(outcome(*document_.otherwise)) : "—");
      Line title = plain(name);
      if (topic.help) {
        title.push_back({" · "});
        title.push_back(named_link(*topic.help, say("page.label.help")));
      }
      others.entries.push_back({id("topic", key), {std::move(title), std::move(how)}});
      continue;
    }
    Section one{.id = id("topic", key), .title = name};
    prose(one.blocks, topic.purpose);
    if (!topic.examples.empty()) {
      add(one, paragraph(say("page.examples")));
      Block examples = block(Block::Kind::bullets);
      for (const auto& example : topic.examples) examples.entries.push_back({{}, {plain(line_of(example))}});
      add(one, std::move(examples));
    }
    Block pairs = block(Block::Kind::pairs);
    if (!topic.service.empty()) {
      std::vector<std::string> states;
      for (const auto state : topic.service) states.push_back(term(locale_, state));
      std::string needed = capital(joined(locale_, states, Joint::any));
      if (topic.without_service)
        needed += ". " + say("page.without_service",
                             {{"name", topic_name(locale_, document_, *topic.without_service)}});
      pair(pairs, "service", std::move(needed));
    }
    if (topic.identity) pair(pairs, "identity", capital(say("page.identity." + key_of(*topic.identity))));
    if (topic.priority)
      pair(pairs, "priority",
           say("page.topic.priority", {{"name", priority_name(locale_, document_, *topic.priority)}}));
    pair(pairs, "topic_skill", skills_of(topic));
    if (topic.help) pair(pairs, "help", linked(*topic.help));
    const auto by_ticket = std::find_if(ways.begin(), ways.end(), [&](const Way& by) {
      return std::any_of(by.channel.begin(), by.channel.end(), [&](const std::string& channel) {
        const auto* const entry = entry_of(document_.channels, channel);
        return entry && entry->kind == ChannelKind::ticket;
      });
    });
    if (by_ticket != ways.end())
      pair(pairs, "open_ticket",
           ticket_link(by_ticket->department.value_or(""), key, say("page.open_ticket", {{"name", name}})));
    add(one, std::move(pairs));
    if (ways.empty()) {
      if (document_.otherwise) add(one, paragraph(sentence(capital(outcome(*document_.otherwise)))));
    } else {
      add(one, paragraph(say("page.ways")));
      Block steps = block(Block::Kind::bullets);
      for (const Way& one_way : ways) steps.entries.push_back({{}, {way(one_way)}});
      add(one, std::move(steps));
    }
    add(out, std::move(one));
  }
  if (!others.entries.empty()) {
    if (out.sections.empty()) {
      others.line = plain(say("page.caption.topics"));
      add(out, std::move(others));
    } else {
      Section rest{.id = "policy-other-topics", .title = say("page.caption.other_topics")};
      others.line.clear();
      add(rest, std::move(others));
      add(out, std::move(rest));
    }
  }
  return out;
}

Section Composer::exceptions() const {
  Section out = section("exceptions");
  Block rules = block(Block::Kind::bullets);
  for (const auto& rule : document_.exceptions) {
    Line line = strong(requests(rule.when, rule.unless) + ": ");
    line.push_back({say("page.they", {{"outcome", outcome_words(locale_, document_, rule)}}) + "."});
    if (rule.self_service) {
      line.push_back({" "});
      line.push_back(place(*rule.self_service, say("page.redirect.open")));
    }
    Entry entry{id("exception", rule.id), {std::move(line)}};
    if (rule.text) entry.cells.push_back(plain(line_of(*rule.text)));
    rules.entries.push_back(std::move(entry));
  }
  if (document_.otherwise) {
    Line line = strong(say("page.otherwise") + ": ");
    line.push_back(
        {say("page.they", {{"outcome", outcome_words(locale_, document_, *document_.otherwise)}}) + "."});
    Entry entry{"policy-otherwise", {std::move(line)}};
    if (document_.otherwise->text) entry.cells.push_back(plain(line_of(*document_.otherwise->text)));
    rules.entries.push_back(std::move(entry));
  }
  add(out, std::move(rules));
  if (!document_.circumstances.empty()) {
    Section one{.id = "policy-circumstances", .title = say("page.section.circumstances")};
    Block list = block(Block::Kind::bullets);
    for (const auto& [key, circumstance] : document_.circumstances) {
      const bool customer = std::find(circumstance.declared_by.begin(), circumstance.declared_by.end(),
                                      Party::customer) != circumstance.declared_by.end();
      list.entries.push_back({id("circumstance", key),
                              {plain(in(locale_, circumstance.name, key) + " · " +
                                     say(customer ? "page.declared.customer" : "page.declared.staff"))}});
    }
    add(one, std::move(list));
    add(out, std::move(one));
  }
  return out;
}

Section Composer::priorities() const {
  Section out = section("priorities");
  for (const auto& [key, priority] : document_.priorities) {
    Section one{.id = id("priority", key), .title = in(locale_, priority.name, key)};
    prose(one.blocks, priority.criteria);
    if (!priority.examples.empty()) {
      add(one, paragraph(say("page.examples")));
      Block examples = block(Block::Kind::bullets);
      for (const auto& example : priority.examples)
        examples.entries.push_back({{}, {plain(line_of(example))}});
      add(one, std::move(examples));
    }
    Block pairs = block(Block::Kind::pairs);
    const auto set_by = [&](Party party) {
      return std::find(priority.set_by.begin(), priority.set_by.end(), party) != priority.set_by.end();
    };
    pair(pairs, "set_by",
         say(set_by(Party::customer) ? (set_by(Party::staff) ? "page.set_by.both" : "page.set_by.customer")
             : set_by(Party::staff)  ? "page.set_by.staff"
                                     : "page.set_by.rules"));
    if (const auto& evidence = priority.evidence) {
      std::vector<std::string> needed;
      if (!evidence->all_of.empty()) needed.push_back(list(evidence->all_of, &field_name));
      if (!evidence->one_of.empty())
        needed.push_back(
            say("page.evidence.one_of", {{"fields", list(evidence->one_of, &field_name, Joint::any)}}));
      pair(pairs, "evidence",
           say("page.evidence", {{"fields", sentence(capital(joined(locale_, needed)))},
                                 {"name", priority_name(locale_, document_, evidence->meanwhile)}}));
    }
    if (priority.entitlement)
      pair(pairs, "entitlement", entitlement_name(locale_, document_, *priority.entitlement));
    add(one, std::move(pairs));
    add(out, std::move(one));
  }
  return out;
}

}  // namespace plazo::policy
