#include "launch/worker/rank_agreement.h"

#include <map>
#include <set>

#include "framework/core/digest.h"
#include "framework/core/error.h"
#include "framework/core/process.h"
#include "framework/core/text.h"
#include "launch/worker/run_facts.h"

namespace tandem {
namespace {

constexpr const char* kSameEverywhere = "Give every host the same build, files and options.";

std::vector<size_t> unlike_first(const std::vector<std::string>& texts) {
  std::vector<size_t> ranks;
  for (size_t rank = 1; rank < texts.size(); ++rank) {
    if (texts[rank] != texts[0]) ranks.push_back(rank);
  }
  return ranks;
}

/// "rank 1 (host b), rank 3 (host c)". Collective.
std::string ranks_text(const std::vector<size_t>& ranks, Communicator& all) {
  constexpr size_t kMostShown = 16;
  const std::vector<std::string> hosts = gather_strings(all, host_name());
  std::vector<std::string> names;
  for (const size_t rank : ranks) {
    if (names.size() == kMostShown) {
      names.emplace_back("…");
      break;
    }
    names.push_back("rank " + std::to_string(rank) + " (host " + hosts[rank] + ")");
  }
  return joined(names);
}

using Lines = std::map<std::string, std::string>;

/// Lines "name: value" by name.
Lines by_name(const std::string& text) {
  Lines lines;
  for (const std::string& line : split(text, '\n')) {
    const size_t end = line.find(": ");
    if (end != std::string::npos) lines.emplace(line.substr(0, end), line.substr(end + 2));
  }
  return lines;
}

std::string value_in(const Lines& lines, const std::string& name) {
  const auto found = lines.find(name);
  return found == lines.end() ? "not there" : found->second;
}

/// "seed: 1 on rank 0, 2 on rank 3" for every option of which a rank has another value.
std::vector<std::string> differing(const std::vector<std::string>& texts) {
  std::vector<Lines> all;
  std::set<std::string> names;
  for (const std::string& text : texts) {
    all.push_back(by_name(text));
    for (const auto& [name, value] : all.back()) names.insert(name);
  }
  std::vector<std::string> items;
  for (const std::string& name : names) {
    const std::string first = value_in(all.front(), name);
    for (size_t rank = 1; rank < all.size(); ++rank) {
      const std::string value = value_in(all[rank], name);
      if (value == first) continue;
      items.push_back(name + ": " + first + " on rank 0, " + value + " on rank " +
                      std::to_string(rank));
      break;
    }
  }
  return items;
}

}  // namespace

void check_agreement(Communicator& ranks, const std::string& what, const std::string& identity) {
  const std::vector<std::string> all = gather_strings(ranks, identity);
  const std::vector<size_t> others = unlike_first(all);
  if (others.empty()) return;
  // All ranks have the same texts, and so come here together: ranks_text is collective.
  throw ConfigError({.what = what + " differs between ranks",
                     .where = ranks_text(others, ranks),
                     .expected = all[0] + " as on rank 0",
                     .got = all[others.front()],
                     .advice = kSameEverywhere});
}

void check_same_options(Communicator& ranks, const NamedTexts& options) {
  std::string text;
  for (const auto& [name, value] : options) text += name + ": " + value + "\n";
  // Texts of a thousand ranks are a lot to send: only where something is to be said of them.
  const std::vector<size_t> others = unlike_first(gather_strings(ranks, digest_of(text)));
  if (others.empty()) return;
  const std::vector<std::string> texts = gather_strings(ranks, text);
  throw ConfigError({.what = "the configuration differs between ranks:",
                     .where = ranks_text(others, ranks),
                     .advice = kSameEverywhere,
                     .items = differing(texts)});
}

void check_same_computation(Communicator& ranks, const NamedTexts& options,
                            const std::string& numerics) {
  check_same_options(ranks, options);
  // To read the whole program takes time, for which one rank alone has no use.
  if (ranks.size() > 1) check_agreement(ranks, "the build", build_identity());
  check_agreement(ranks, "what numbers are computed by", numerics);
}

}  // namespace tandem
