#include "core/policy/page.hpp"

#include <algorithm>
#include <variant>

#include "core/calendar/notation.hpp"
#include "core/policy/fields.hpp"
#include "core/policy/page_parts.hpp"

namespace plazo::policy {

bool linkable(std::string_view address) {
  for (const std::string_view scheme : {"https://", "http://", "mailto:", "tel:", "#"})
    if (address.starts_with(scheme) && address.size() > scheme.size()) return true;
  // A relative path: nothing before its first `/` may be taken for a scheme, and it is one word.
  const auto slash = address.find('/');
  if (slash != std::string_view::npos && slash > 0 && address.find(':') >= slash &&
      address.find_first_of(" \\\t\r\n") == std::string_view::npos)
    return true;
  // A path on the same server; `//other` would be another one.
  return address.starts_with('/') && !address.starts_with("//") && !address.starts_with("/\\");
}

Composer::Composer(const Compiled& policy, const PageOptions& options)
    : policy_(policy), document_(policy.document()), options_(options), locale_(options.locale) {
  if (!options.reader_zone.empty() && options.reader_zone != policy.zone().name())
    reader_ = calendar::Zone::load(options.reader_zone);
}

std::string Composer::line_of(const Prose& prose) const {
  std::string out = text(prose);
  std::replace(out.begin(), out.end(), '\n', ' ');
  return out;
}

std::string Composer::sentence(std::string text) {
  if (!text.empty() && std::string_view(".?!:").find(text.back()) == std::string_view::npos) text += '.';
  return text;
}

std::string Composer::id(std::string_view kind, std::string_view key) {
  return "policy-" + std::string(kind) + "-" + std::string(key);
}

Section Composer::section(std::string_view name) const {
  return {.id = "policy-" + std::string(name), .title = say("page.section." + std::string(name))};
}

void Composer::prose(std::vector<Block>& blocks, const std::optional<Prose>& prose) const {
  if (!prose) return;
  const std::string whole = text(*prose);
  for (std::size_t from = 0; from < whole.size();) {
    const std::size_t to = std::min(whole.find('\n', from), whole.size());
    if (to > from) blocks.push_back(paragraph(whole.substr(from, to - from)));
    from = to + 1;
  }
}

void Composer::pair(Block& pairs, std::string_view label, Line line) const {
  if (line.empty()) return;
  pairs.entries.push_back({{}, {plain(say("page.label." + std::string(label))), std::move(line)}});
}

void Composer::pair(Block& pairs, std::string_view label, std::string text) const {
  if (!text.empty()) pair(pairs, label, plain(std::move(text)));
}

void Composer::pair(Block& pairs, std::string_view label, const std::optional<Prose>& prose) const {
  if (!prose) return;
  std::vector<Block> paragraphs;
  this->prose(paragraphs, prose);
  if (paragraphs.empty()) return;
  Entry entry{{}, {plain(say("page.label." + std::string(label)))}};
  for (auto& one : paragraphs) entry.cells.push_back(std::move(one.line));
  pairs.entries.push_back(std::move(entry));
}

void Composer::add(Section& to, Block block) {
  if (!block.entries.empty() || (block.kind == Block::Kind::paragraph && !block.line.empty()))
    to.blocks.push_back(std::move(block));
}

void Composer::add(Section& to, Section section) {
  if (!section.blocks.empty() || !section.sections.empty()) to.sections.push_back(std::move(section));
}

std::string Composer::requests(const When& when, const std::optional<When>& unless) const {
  const std::string condition = condition_words(locale_, document_, when, unless);
  return condition.empty() ? say("page.all_requests") : say("page.requests", {{"condition", condition}});
}

std::string Composer::list(const std::vector<std::string>& keys, Naming naming, Joint joint) const {
  return joined(locale_, names_of(locale_, document_, keys, naming), joint);
}

std::string Composer::hours(const std::optional<std::string>& calendar) const {
  return calendar ? hours_words(locale_, document_, *calendar) : std::string();
}

std::string Composer::state(const std::optional<std::string>& calendar) const {
  if (!calendar) return {};
  const auto status = policy_.calendar(*calendar).status(options_.at);
  std::string out = state_words(locale_, status, options_.at, policy_.zone());
  // The same moment on the reader's own clock, where that shows another time.
  if (reader_ && status.changes &&
      reader_->local(*status.changes).civil != policy_.zone().local(*status.changes).civil &&
      out != say("page.state.open"))
    out +=
        say("page.state.reader", {{"moment", moment_words(locale_, *status.changes, options_.at, *reader_)}});
  return out;
}

std::string Composer::outcome(const Outcome& outcome) const {
  std::string out = say("page.they", {{"outcome", outcome_words(locale_, document_, outcome)}});
  if (outcome.text) out += ". " + line_of(*outcome.text);
  return out;
}

Line Composer::address(std::string_view contact) const {
  const std::string text(contact);
  if (contact.starts_with("https://") || contact.starts_with("http://"))
    return {{text, Run::Kind::link, text}};
  const auto at = contact.find('@');
  if (at != std::string_view::npos && at > 0 && contact.find(' ') == std::string_view::npos &&
      contact.find('.', at) != std::string_view::npos)
    return {{text, Run::Kind::link, "mailto:" + text}};
  const std::string digits = dialled(contact);
  if (digits.empty()) return plain(text);
  return {{text, Run::Kind::link, "tel:" + digits}};
}

Line Composer::linked(const std::string& address) const { return {named_link(address, address)}; }

Run Composer::named_link(const std::string& address, std::string text) const {
  if (const auto* const known = link(address)) return {std::move(text), Run::Kind::link, *known};
  if (linkable(address)) return {std::move(text), Run::Kind::link, address};
  return {address};
}

const std::string* Composer::link(std::string_view place) const {
  for (const PageLink& link : options_.links)
    if (link.place == place && linkable(link.address)) return &link.address;
  return nullptr;
}

Run Composer::place(std::string_view name, std::string text) const {
  if (const auto* const address = link(name)) return {std::move(text), Run::Kind::link, *address};
  return {std::move(text), Run::Kind::inside, std::string(name)};
}

Line Composer::ticket_link(std::string_view department, std::string_view topic, std::string text) const {
  const auto* const pattern = link("ticket");
  if (!pattern) return {};
  std::string address = *pattern;
  for (const auto& [name, key] : {std::pair{std::string_view("{department}"), department},
                                  std::pair{std::string_view("{topic}"), topic}})
    for (auto at = address.find(name); at != std::string::npos; at = address.find(name))
      address.replace(at, name.size(), key);
  return {{std::move(text), Run::Kind::link, address}};
}

std::vector<Block> Composer::lead() const {
  std::vector<Block> blocks;
  prose(blocks, document_.introduction);
  if (document_.acceptance) blocks.push_back(paragraph(say("page.acceptance")));
  return blocks;
}

std::string Composer::summary_hours(const Channel& channel) const {
  const bool departments = std::any_of(document_.departments.begin(), document_.departments.end(),
                                       [](const auto& d) { return d.second.hours.has_value(); });
  const bool written = channel.kind == ChannelKind::ticket || channel.kind == ChannelKind::form ||
                       channel.kind == ChannelKind::email;
  if (!channel.hours && departments && written) return say("page.hours.of_department");
  return place_hours(channel);
}

Section Composer::summary() const {
  Section out = section("summary");
  Block table = block(Block::Kind::table);
  table.line = plain(say("page.caption.channels"));
  for (const char* name : {"channel", "purpose", "hours", "now", "first_response", "access"})
    table.header.push_back(say("page.label." + std::string(name)));
  const auto cell = [](std::string text) { return plain(text.empty() ? "—" : std::move(text)); };
  std::vector<std::string> elsewhere;
  for (const bool preferred : {true, false})
    for (const auto& [key, channel] : document_.channels) {
      if (channel.preferred != preferred) continue;
      const std::string name = in(locale_, channel.name, key);
      if (channel.state != PlaceState::open) {
        elsewhere.push_back(name);
        continue;
      }
      Line access;
      if (channel.contact) access = address(*channel.contact);
      if (channel.access) {
        if (!access.empty()) access.push_back({" · "});
        access.push_back({in(locale_, *channel.access, {})});
      }
      if (access.empty()) access = plain("—");
      table.entries.push_back({{},
                               {{{name, Run::Kind::link, "#" + id("channel", key)}},
                                cell(channel.purpose ? line_of(*channel.purpose) : ""),
                                cell(summary_hours(channel)),
                                cell(capital(place_state(channel))),
                                cell(capital(first_response(key))),
                                std::move(access)}});
    }
  add(out, std::move(table));
  if (!elsewhere.empty()) add(out, paragraph(say("page.elsewhere", {{"names", joined(locale_, elsewhere)}})));

  Block departments = block(Block::Kind::table);
  departments.line = plain(say("page.caption.departments"));
  for (const char* name : {"department", "hours", "now", "topics"})
    departments.header.push_back(say("page.label." + std::string(name)));
  for (const auto& [key, department] : document_.departments)
    if (department.hours && department.state == PlaceState::open)
      departments.entries.push_back(
          {{},
           {{{in(locale_, department.name, key), Run::Kind::link, "#" + id("department", key)}},
            cell(hours(department.hours)),
            cell(capital(state(department.hours))),
            cell(topics_of(key))}});
  add(out, std::move(departments));
  return out;
}

std::vector<std::string> Composer::users_of(std::string_view calendar) const {
  std::vector<std::string> users;
  for (const auto& [key, channel] : document_.channels)
    if (channel.hours == calendar) users.push_back(in(locale_, channel.name, key));
  for (const auto& [key, department] : document_.departments)
    if (department.hours == calendar) users.push_back(in(locale_, department.name, key));
  return users;
}

namespace {

constexpr std::size_t most_dates = 60;

std::string name_of(Locale locale, const calendar::Names& names) {
  const std::string_view language = locale == Locale::es ? "es" : "en";
  std::string any;
  for (const auto& [tag, name] : names) {
    if (tag == language) return name;
    if (tag.empty() || any.empty()) any = name;
  }
  return any;
}

/// Whether dates as holidays have them lie before a day altogether.
bool past(std::string_view text, calendar::Day today) {
  const auto read = calendar::read_dates(text);
  const auto* const dates = std::get_if<calendar::Dates>(&read);
  return dates && !dates->yearly && dates->to < today;
}

}  // namespace

std::string Composer::holiday_dates(const calendar::Document& hours) const {
  if (!hours.holidays) return {};
  const auto now = policy_.zone().local(options_.at).civil;
  const auto today = calendar::day_number(static_cast<int>(now.year), now.month, now.day);
  std::vector<std::string> dates;
  std::size_t more = 0;
  for (const auto& holiday : *hours.holidays) {
    if (past(holiday.on, today)) continue;
    if (dates.size() == most_dates) {
      ++more;
      continue;
    }
    const std::string name = name_of(locale_, holiday.names);
    dates.push_back(dates_words(locale_, holiday.on) + (name.empty() ? "" : " (" + name + ")"));
  }
  if (more) dates.push_back(say("page.more_dates", {{"n", static_cast<std::int64_t>(more)}}));
  return joined(locale_, dates);
}

std::string Composer::special_dates(const calendar::Document& hours) const {
  const auto now = policy_.zone().local(options_.at).civil;
  const auto today = calendar::day_number(static_cast<int>(now.year), now.month, now.day);
  std::string out;
  std::size_t shown = 0;
  for (const auto& special : hours.special) {
    if (past(special.on, today) || shown++ >= most_dates) continue;
    const calendar::Document day{.zone = {}, .weekly = {{special.days.value_or("daily"), special.hours}}};
    const std::string name = name_of(locale_, special.names);
    std::string said;
    if (special.days) {
      said = hours_words(locale_, day);
    } else if (const auto week = weekday_hours(locale_, day)) {
      said = week->front();
    }
    out += (out.empty() ? "" : "; ") + dates_words(locale_, special.on) +
           (name.empty() ? "" : " (" + name + ")") + ": " + said;
  }
  return out;
}

Section Composer::opening_hours() const {
  Section out = section("hours");
  for (const auto& [key, hours] : document_.calendars) {
    Block pairs = block(Block::Kind::pairs);
    pairs.id = id("calendar", key);
    pair(pairs, "hours", hours_words(locale_, document_, key));
    pair(pairs, "holds_for", joined(locale_, users_of(key)));
    pair(pairs, "holidays", holiday_dates(hours));
    pair(pairs, "special_hours", special_dates(hours));
    add(out, std::move(pairs));
  }
  if (!out.blocks.empty())
    out.blocks.insert(out.blocks.begin(),
                      paragraph(say("page.zone", {{"zone", zone_words(locale_, document_.zone)}})));
  return out;
}

std::vector<Block> Composer::foot() const {
  std::vector<Block> blocks;
  const auto dated = [&](std::string_view key, const std::string& text) {
    Line line = plain(say(key));
    line.push_back({since_words(locale_, text, policy_.zone()), Run::Kind::time, text});
    line.push_back({"."});
    blocks.push_back(
        {.id = "policy-" + std::string(key.substr(key.rfind('.') + 1)), .line = std::move(line)});
  };
  if (document_.effective) dated("page.effective", *document_.effective);
  if (document_.until) dated("page.until", *document_.until);
  if (options_.version) blocks.push_back(paragraph(say("page.version", {{"n", options_.version}})));
  const std::string instant = to_text(options_.at);
  Line line = plain(say("page.as_of"));
  line.push_back({since_words(locale_, instant, policy_.zone()), Run::Kind::time, instant});
  line.push_back({say("page.as_of.zone", {{"zone", zone_place(locale_, document_.zone)}})});
  blocks.push_back({.line = std::move(line)});
  return blocks;
}

Section Composer::company() const {
  Section out = section("company");
  if (!document_.contact) return out;
  const ProviderContact& contact = *document_.contact;
  Block pairs = block(Block::Kind::pairs);
  pairs.contact = true;
  pair(pairs, "legal_name", contact.legal_name.value_or(""));
  pair(pairs, "tax_id", contact.tax_id.value_or(""));
  pair(pairs, "registration", contact.registration.value_or(""));
  pair(pairs, "address", contact.address ? std::optional(Prose{contact.address, {}}) : std::nullopt);
  if (contact.email) pair(pairs, "email", address(*contact.email));
  if (contact.phone) pair(pairs, "phone", address(*contact.phone));
  if (contact.website) pair(pairs, "website", address(*contact.website));
  add(out, std::move(pairs));
  return out;
}

Page page_of(const Compiled& policy, const PageOptions& options) {
  const Composer compose(policy, options);
  Page page{.locale = options.locale,
            .title = message(options.locale, "page.title", {{"provider", policy.document().provider}})};
  page.lead = compose.lead();
  for (auto& section :
       {compose.summary(), compose.answers(), compose.checklist(), compose.topics(), compose.channels(),
        compose.departments(), compose.opening_hours(), compose.exceptions(), compose.priorities(),
        compose.response_times(), compose.queue(), compose.information(), compose.entitlements(),
        compose.fair_use(), compose.activation(), compose.notices(), compose.guidance(), compose.company()})
    if (!section.blocks.empty() || !section.sections.empty()) page.sections.push_back(section);
  page.foot = compose.foot();
  return page;
}

}  // namespace plazo::policy
