// Response times, entitlements, activation times and notices on the page.
#include <algorithm>

#include "core/policy/page_parts.hpp"

namespace plazo::policy {

std::string Composer::pauses(const std::vector<PauseReason>& reasons) const {
  std::vector<std::string> words;
  for (const auto reason : reasons) words.push_back(term(locale_, reason));
  if (words.empty()) return say("page.pauses.none");
  return say(reasons == Target{}.pauses ? "page.pauses" : "page.pauses.only",
             {{"reasons", joined(locale_, words, Joint::any)}});
}

std::string Composer::compensation(const Compensation& worth) const {
  std::vector<std::string> parts;
  const std::string_view currency = document_.currency ? std::string_view(*document_.currency) : "";
  if (worth.percent) parts.push_back(say("page.compensation.percent", {{"n", std::int64_t{*worth.percent}}}));
  if (worth.days) parts.push_back(say("page.compensation.days", {{"n", std::int64_t{*worth.days}}}));
  if (worth.amount) parts.push_back(sum_words(locale_, *worth.amount, currency));
  std::string out = joined(locale_, parts);
  if (worth.ceiling)
    out += say("page.compensation.ceiling", {{"sum", sum_words(locale_, *worth.ceiling, currency)}});
  if (worth.claim_within)
    out += say("page.compensation.claim", {{"length", length_words(locale_, *worth.claim_within)}});
  if (worth.text) out += (out.empty() ? "" : ". ") + line_of(*worth.text);
  return out;
}

std::string Composer::compensation_ceiling(const CompensationCeiling& ceiling) const {
  std::vector<std::string> parts;
  if (ceiling.percent)
    parts.push_back(say("page.compensation.percent", {{"n", std::int64_t{*ceiling.percent}}}));
  if (ceiling.amount)
    parts.push_back(
        sum_words(locale_, *ceiling.amount, document_.currency ? std::string_view(*document_.currency) : ""));
  std::string amount = joined(locale_, parts, Joint::any);
  if (parts.size() > 1) amount = say("page.compensation.account.lesser", {{"amount", amount}});
  return say("page.compensation.account." + key_of(ceiling.per), {{"amount", amount}});
}

namespace {

/// `2 horas y 10 minutos`, to the minute that was needed: times that were measured have milliseconds.
std::string time_words(Locale locale, Duration time) {
  constexpr std::int64_t minute = 60'000;
  const std::int64_t all = std::max<std::int64_t>(1, (time.ms + minute - 1) / minute);
  std::vector<std::string> parts;
  if (all >= 60) parts.push_back(message(locale, "duration.hours", {{"n", all / 60}}));
  if (all % 60 != 0) parts.push_back(message(locale, "duration.minutes", {{"n", all % 60}}));
  return joined(locale, parts);
}

std::string period_words(Locale locale, const Lately& lately) {
  constexpr std::int64_t hour = 3'600'000, day = 24 * hour;
  if (lately.sampled) return message(locale, "page.lately.last", {{"n", lately.figures.answered}});
  if (lately.window.ms % day == 0)
    return message(locale, "page.lately.days", {{"n", lately.window.ms / day}});
  if (lately.window.ms % hour == 0)
    return message(locale, "page.lately.hours", {{"n", lately.window.ms / hour}});
  return message(locale, "page.lately.time", {{"length", length_words(locale, lately.window)}});
}

}  // namespace

std::string Composer::lately(const Target& target) const {
  const auto found = std::find_if(options_.lately.begin(), options_.lately.end(), [&](const Lately& one) {
    return one.target == target.id && one.clock == target.clock;
  });
  // What is promised each time is not measured by how it usually was.
  if (found == options_.lately.end() || target.promise == Promise::limit || target.promise == Promise::none ||
      found->figures.answered < least_published)
    return {};
  const Figures& figures = found->figures;
  const std::string period = period_words(locale_, *found);
  if (target.promise == Promise::percentile && figures.judged >= least_published)
    return say("page.lately.percentile",
               {{"period", period}, {"percent", figures.within * 100 / figures.judged}});
  if (target.measure == Measure::working_days) {
    if (!figures.median_days) return {};
    return say("page.lately.median",
               {{"period", period},
                {"amount", *figures.median_days == 0
                               ? say("page.same_working_day")
                               : say("page.working_days", {{"n", std::int64_t{*figures.median_days}}})}});
  }
  if (target.promise == Promise::mean)
    return say("page.lately.mean", {{"period", period}, {"amount", time_words(locale_, figures.mean)}});
  return say("page.lately.median", {{"period", period}, {"amount", time_words(locale_, figures.median)}});
}

Block Composer::target_table() const {
  Block table = block(Block::Kind::table);
  table.line = plain(say("page.caption.targets"));
  for (const char* name : {"clock", "requests", "promise", "counting"})
    table.header.push_back(say("page.label." + std::string(name)));
  const bool hours_by_department =
      std::any_of(document_.departments.begin(), document_.departments.end(),
                  [](const auto& d) { return d.second.hours && *d.second.hours != always; });
  const std::string usual = hours_by_department ? say("page.hours.of_department") : std::string();
  for (const Target& target : document_.targets) {
    const std::string condition = condition_words(locale_, document_, target.when, target.unless);
    std::string promise = capital(promise_words(locale_, term_of(target)));
    if (const auto measured = lately(target); !measured.empty()) promise += ". " + measured;
    if (target.text) promise += ". " + line_of(*target.text);
    std::string counting = capital(counting_words(locale_, document_, term_of(target), usual));
    if (target.promise != Promise::none && target.pauses != Target{}.pauses)
      counting += (counting.empty() ? "" : ". ") + pauses(target.pauses);
    table.entries.push_back(
        {id("target", target.id),
         {plain(term(locale_, target.clock)), plain(condition.empty() ? say("page.all") : capital(condition)),
          plain(std::move(promise)), plain(counting.empty() ? "—" : std::move(counting))}});
  }
  if (document_.first_response) {
    const Term short_form{.limit = document_.first_response, .measure = Measure::wall_time};
    table.entries.push_back({"policy-first-response",
                             {plain(term(locale_, ClockKind::first_response)),
                              plain(say(document_.targets.empty() ? "page.all" : "page.all_others")),
                              plain(capital(promise_words(locale_, short_form))),
                              plain(capital(counting_words(locale_, document_, short_form, {})))}});
  }
  return table;
}

Section Composer::response_times() const {
  Section out = section("response-times");
  Block table = target_table();
  const auto followed_up = [&] {
    if (document_.answer_before_closing) add(out, paragraph(say("page.answer_before_closing")));
  };
  if (table.entries.empty()) {
    add(out, paragraph(capital(say("page.promise.none")) + "."));
    followed_up();
    return out;
  }
  const bool promised =
      document_.first_response || std::any_of(document_.targets.begin(), document_.targets.end(),
                                              [](const Target& t) { return t.promise != Promise::none; });
  add(out, std::move(table));
  followed_up();
  Block worth = block(Block::Kind::bullets);
  for (const Target& target : document_.targets)
    if (target.compensation) {
      const std::string condition = condition_words(locale_, document_, target.when, target.unless);
      Line line = strong(term(locale_, target.clock) + (condition.empty() ? "" : ", " + condition) + ": ");
      line.push_back({compensation(*target.compensation)});
      worth.entries.push_back({id("compensation", target.id), {std::move(line)}});
    }
  if (!worth.entries.empty()) {
    Section one{.id = "policy-compensation", .title = say("page.section.compensation")};
    add(one, paragraph(say("page.compensation.intro")));
    add(one, std::move(worth));
    if (document_.compensation_ceiling)
      add(one, paragraph(compensation_ceiling(*document_.compensation_ceiling)));
    add(out, std::move(one));
  }
  if (!promised) return out;
  Section how{.id = "policy-clocks", .title = say("page.section.clocks")};
  Block rules = block(Block::Kind::bullets);
  const auto rule = [&](std::string text) { rules.entries.push_back({{}, {plain(std::move(text))}}); };
  const auto usual = [](const Target& t) { return t.pauses == Target{}.pauses; };
  if (document_.targets.empty() || std::any_of(document_.targets.begin(), document_.targets.end(), usual))
    rule(pauses(Target{}.pauses));
  rule(say("page.clocks.changed." + key_of(document_.clocks.changed)));
  rule(say("page.clocks.reopened." + key_of(document_.clocks.reopened)));
  rule(say("page.clocks.new_version." + key_of(document_.clocks.new_version)));
  rule(say(document_.clocks.automatic_replies_answer ? "page.clocks.automatic.count"
                                                     : "page.clocks.automatic.do_not_count"));
  add(how, std::move(rules));
  add(out, std::move(how));
  return out;
}

Section Composer::entitlements() const {
  Section out = section("entitlements");
  const std::string_view currency = document_.currency ? std::string_view(*document_.currency) : "";
  for (const auto& [key, entitlement] : document_.entitlements) {
    Section one{.id = id("entitlement", key), .title = in(locale_, entitlement.name, key)};
    prose(one.blocks, entitlement.text);
    Block pairs = block(Block::Kind::pairs);
    if (entitlement.price) {
      pair(pairs, "price",
           capital(*entitlement.price
                       ? say("page.price", {{"sum", sum_words(locale_, *entitlement.price, currency)}})
                       : sum_words(locale_, 0, currency)));
      if (*entitlement.price) pair(pairs, "refund", say("page.refund." + key_of(entitlement.refund)));
    }
    std::vector<std::string> kinds;
    for (const auto& kind : entitlement.included_for)
      kinds.push_back(kind == kind_visitor    ? say("page.kind.visitor")
                      : kind == kind_customer ? say("page.kind.customer")
                                              : kind);
    pair(pairs, "included_for", joined(locale_, kinds));
    if (entitlement.quota) {
      std::vector<std::string> amounts;
      if (entitlement.quota->tickets)
        amounts.push_back(say("page.tickets", {{"n", std::int64_t{*entitlement.quota->tickets}}}));
      if (entitlement.quota->time) amounts.push_back(length_words(locale_, *entitlement.quota->time));
      pair(pairs, "quota",
           say("page.quota." + key_of(entitlement.quota->per), {{"amount", joined(locale_, amounts)}}));
    }
    if (entitlement.task_cap) pair(pairs, "task_cap", length_words(locale_, *entitlement.task_cap));
    add(one, std::move(pairs));
    add(out, std::move(one));
  }
  return out;
}

Section Composer::activation() const {
  Section out = section("activation");
  if (!document_.activation) return out;
  const Activation& activation = *document_.activation;
  prose(out.blocks, activation.text);
  const auto table_of = [&](std::optional<std::string_view> group, std::string title) {
    Block table = block(Block::Kind::table);
    table.line = plain(std::move(title));
    for (const char* name : {"product", "activation", "counting", "needs"})
      table.header.push_back(say("page.label." + std::string(name)));
    for (const auto& [key, product] : activation.products) {
      const bool known = product.group && entry_of(activation.groups, *product.group);
      if (group ? product.group != *group : known) continue;
      Line name = plain(in(locale_, product.name, key));
      if (product.manual) {
        name.push_back({" · "});
        name.push_back(named_link(*product.manual, say("page.label.manual")));
      }
      const Term promise = term_of(product);
      std::string words = capital(promise_words(locale_, promise));
      if (product.text) words += ". " + line_of(*product.text);
      std::string counting = capital(counting_words(locale_, document_, promise, {}));
      if (promise.promise != Promise::none && product.pauses != Product{}.pauses)
        counting += ". " + pauses(product.pauses);
      std::vector<std::string> needs;
      for (const auto& need : product.needs) {
        const auto* const condition = entry_of(activation.conditions, need);
        needs.push_back(condition ? in(locale_, condition->name, need) : need);
      }
      table.entries.push_back(
          {id("product", key),
           {std::move(name), plain(std::move(words)), plain(counting.empty() ? "—" : std::move(counting)),
            plain(needs.empty() ? "—" : capital(joined(locale_, needs)))}});
    }
    return table;
  };
  for (const auto& [key, name] : activation.groups) {
    Block table = table_of(key, in(locale_, name, key));
    table.id = id("group", key);
    add(out, std::move(table));
  }
  add(out, table_of(std::nullopt, say(activation.groups.empty() ? "page.caption.products"
                                                                : "page.caption.other_products")));
  if (std::any_of(activation.products.begin(), activation.products.end(),
                  [](const auto& p) { return p.second.promise != Promise::none; }))
    add(out, paragraph(pauses(Product{}.pauses)));
  Block conditions = block(Block::Kind::pairs);
  conditions.id = "policy-conditions";
  for (const auto& [key, condition] : activation.conditions)
    conditions.entries.push_back(
        {id("condition", key),
         {plain(in(locale_, condition.name, key)), plain(condition.help ? line_of(*condition.help) : "—")}});
  if (!conditions.entries.empty()) add(out, paragraph(say("page.conditions")));
  add(out, std::move(conditions));
  prose(out.blocks, activation.unlisted);
  return out;
}

Section Composer::notices() const {
  Section out = section("notices");
  Block table = block(Block::Kind::table);
  table.line = plain(say("page.caption.notices"));
  for (const char* name : {"notice", "purpose", "delivery", "within", "addresses"})
    table.header.push_back(say("page.label." + std::string(name)));
  for (const auto& [key, category] : document_.notices) {
    std::vector<std::string> places;
    for (const auto place : category.deliver) places.push_back(term(locale_, place));
    const std::string addresses =
        say(category.own_address
                ? (category.may_be_empty ? "page.address.own_or_none" : "page.address.own")
                : (category.may_be_empty ? "page.address.registered_or_none" : "page.address.registered"));
    table.entries.push_back(
        {id("notice", key),
         {plain(in(locale_, category.name, key)), plain(category.purpose ? line_of(*category.purpose) : "—"),
          plain(capital(joined(locale_, places))),
          plain(category.within ? capital(promise_words(locale_, {.limit = category.within})) : "—"),
          plain(addresses)}});
  }
  add(out, std::move(table));
  return out;
}

}  // namespace plazo::policy
