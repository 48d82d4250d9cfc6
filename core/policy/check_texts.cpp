#include <algorithm>
#include <set>

#include "core/base/text.hpp"
#include "core/policy/check_parts.hpp"

namespace plazo::policy {
namespace {

using json::Kind;

std::string_view code_of(Locale language) { return language == Locale::es ? "es" : "en"; }

/// Texts are found by their type, wherever they stand.
class Texts {
 public:
  Texts(const Document& document, Findings& findings) : languages_(document.languages), findings_(findings) {
    value(json::type_of<Document>(), &document, {}, {});
  }

 private:
  void value(const json::Type& type, const void* at, const std::string& path, std::string_view field) {
    switch (type.kind) {
      case Kind::optional:
        if (const void* const inner = type.value(at)) value(type.element(), inner, path, field);
        return;
      case Kind::list:
        for (std::size_t i = 0; i < type.size(at); ++i)
          value(type.element(), type.item(at, i), under(path, i), field);
        return;
      case Kind::keyed:
        for (std::size_t i = 0; i < type.size(at); ++i)
          value(type.element(), type.item(at, i), under(path, type.key(at, i)), {});
        return;
      case Kind::object:
        if (&type == &json::type_of<Words>()) return words(*static_cast<const Words*>(at), path, field);
        if (&type == &json::type_of<Prose>()) {
          const auto& prose = *static_cast<const Prose*>(at);
          return languages("text", prose.es, prose.en, path);
        }
        for (const auto& inner : type.fields)
          value(inner.type(), inner.at_const(at), path + "/" + std::string(inner.name), inner.name);
        return;
      default:
        return;
    }
  }

  void words(const Words& words, const std::string& path, std::string_view field) {
    if (field == "title" && !words.es && !words.en) return;  // a heading may be left out, a name not
    languages(field == "name" ? "name" : "text", words.es, words.en, path);
    if (field == "access") return;  // `My services > Details` is a path through the client area
    for (const auto* const text : {&words.es, &words.en})
      if (*text && stray(**text))
        findings_.warning(path + (text == &words.es ? "/es" : "/en"), "stray_mark",
                          shown(**text) + " has a mark that does not look meant",
                          "look at the source again; the mark may stand for something that got lost");
  }

  void languages(std::string_view noun, const std::optional<std::string>& es,
                 const std::optional<std::string>& en, const std::string& path) {
    for (std::size_t i = 0; i < languages_.size(); ++i) {
      if (i && languages_[i] == languages_[0]) continue;
      if (!(languages_[i] == Locale::es ? es : en))
        findings_.warning(
            path, "missing_language",
            "there is no " + std::string(noun) + " in `" + std::string(code_of(languages_[i])) + "`",
            "add it; until then customers read the other language, or the key");
    }
  }

  static bool stray(const std::string& text) {
    if (text.find_first_of("<>|{}[]") != std::string::npos) return true;
    const auto edge = [](char c) { return c == ' ' || c == '-' || c == ':' || c == ';' || c == ','; };
    return edge(text.front()) || edge(text.back());
  }

  const std::vector<Locale>& languages_;
  Findings& findings_;
};

/// The channels that a topic's ways name.
std::set<std::string> channels_of(const Topic& topic) {
  std::set<std::string> channels;
  for (const Way& way : topic.ways) channels.insert(way.channel.begin(), way.channel.end());
  return channels;
}

std::string listed(const std::set<std::string>& keys) {
  std::string out;
  for (const auto& key : keys) out += (out.empty() ? "" : ", ") + shown(key);
  return out;
}

/// The calendar by which a channel is used for a topic; `always` when none is named.
std::string hours_of(const Document& document, const Way& way, const std::string& channel) {
  if (way.hours) return *way.hours;
  const auto* const entry = entry_of(document.channels, channel);
  return entry && entry->hours ? *entry->hours : "always";
}

class Summary {
 public:
  Summary(const Document& document, Findings& findings) : document_(document), findings_(findings) {}

  void line(const SummaryLine& line, const std::string& path) {
    for (const std::string& key : line.topic) {
      const auto* const topic = entry_of(document_.topics, key);
      if (!topic) continue;
      if (!line.channel.empty()) channels(line, *topic, key, path);
      hours(line, *topic, key, path);
      if (line.first_response) response(line, key, path);
    }
  }

 private:
  void contradicts(const std::string& path, std::string message) {
    findings_.warning(path, "summary_contradiction", std::move(message),
                      "the rules hold; mend the summary, or the rules if they are wrong");
  }

  void channels(const SummaryLine& line, const Topic& topic, const std::string& key,
                const std::string& path) {
    const std::set<std::string> named(line.channel.begin(), line.channel.end());
    const auto ruled = channels_of(topic);
    std::set<std::string> more, fewer;
    std::set_difference(named.begin(), named.end(), ruled.begin(), ruled.end(),
                        std::inserter(more, more.end()));
    std::set_difference(ruled.begin(), ruled.end(), named.begin(), named.end(),
                        std::inserter(fewer, fewer.end()));
    if (!more.empty())
      contradicts(path + "/channel",
                  "it names " + listed(more) + " for " + shown(key) + ", which the rules do not");
    if (!fewer.empty())
      contradicts(path + "/channel", "it leaves out " + listed(fewer) + " for " + shown(key));
  }

  void hours(const SummaryLine& line, const Topic& topic, const std::string& key, const std::string& path) {
    for (const Way& way : topic.ways)
      for (const std::string& channel : way.channel) {
        if (!line.channel.empty() &&
            std::find(line.channel.begin(), line.channel.end(), channel) == line.channel.end())
          continue;
        const std::string ruled = hours_of(document_, way, channel);
        if (line.hours ? *line.hours == ruled : round_the_clock(document_, ruled)) continue;
        if (line.hours && round_the_clock(document_, *line.hours) && round_the_clock(document_, ruled))
          continue;
        // A line's hours are those of its live channels; a ticket may be written at any time.
        if (line.hours && round_the_clock(document_, ruled) && !live(channel)) continue;
        return contradicts(path + "/hours", line.hours ? "it gives the hours " + shown(*line.hours) +
                                                             " for " + shown(key) + ", but " +
                                                             shown(channel) + " keeps " + shown(ruled)
                                                       : "it drops the hours " + shown(ruled) + " that " +
                                                             shown(channel) + " keeps for " + shown(key));
      }
  }

  bool live(const std::string& key) const {
    const auto* const channel = entry_of(document_.channels, key);
    return channel && (channel->kind == ChannelKind::chat || channel->kind == ChannelKind::phone ||
                       channel->kind == ChannelKind::callback || channel->kind == ChannelKind::messaging);
  }

  void response(const SummaryLine& line, const std::string& key, const std::string& path) {
    When asked;
    asked.topic = {key};
    asked.channel = line.channel;
    for (const Target& target : document_.targets) {
      if (target.clock != ClockKind::first_response || !meet(target.when, target.unless, asked, std::nullopt))
        continue;
      if (target.limit != line.first_response)
        contradicts(path + "/first_response",
                    "it gives another time for " + shown(key) + " than the target " + shown(target.id));
      return;
    }
    if (document_.first_response != line.first_response)
      contradicts(path + "/first_response", "it gives a time for " + shown(key) + " that the rules do not");
  }

  const Document& document_;
  Findings& findings_;
};

}  // namespace

void check_texts(const Document& document, Findings& findings) {
  Texts(document, findings);
  Summary summary(document, findings);
  for (std::size_t i = 0; i < document.summary.size(); ++i)
    summary.line(document.summary[i], under("/summary", i));
}

}  // namespace plazo::policy
