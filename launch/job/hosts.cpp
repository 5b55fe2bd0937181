#include "launch/job/hosts.h"

#include <regex>

#include "framework/core/error.h"
#include "framework/core/text.h"

namespace tandem {

std::vector<std::pair<std::string, int64_t>> parse_hosts(const std::string& text) {
  static const std::regex kHost(R"(([A-Za-z0-9][A-Za-z0-9._-]*)(:([1-9][0-9]{0,5}))?)");
  std::vector<std::pair<std::string, int64_t>> hosts;
  if (text.empty()) return hosts;
  for (const std::string& host : split(text, ',')) {
    std::smatch parts;
    // Longer ones are no names, and expressions need stack for every letter.
    if (host.size() > 300 || !std::regex_match(host, parts, kHost)) {
      throw UsageError({.what = "hosts that cannot be understood",
                        .where = "--hosts",
                        .expected = "names with their numbers of ranks, like a:4,b:4",
                        .got = "'" + text + "'",
                        .advice = "Write them without spaces."});
    }
    hosts.emplace_back(parts[1].str(), parts[3].matched ? std::stoll(parts[3]) : 1);
  }
  return hosts;
}

bool are_same_host(const std::string& one, const std::string& other) {
  const auto short_name = [](const std::string& name) {
    // The dots of an address separate no domain.
    const bool is_address = name.find_first_not_of("0123456789.") == std::string::npos;
    return is_address ? name : name.substr(0, name.find('.'));
  };
  return short_name(one) == short_name(other);
}

std::string without_host(const std::string& hosts, const std::string& host) {
  std::vector<std::string> left;
  for (const auto& [name, count] : parse_hosts(hosts)) {
    if (!are_same_host(name, host)) left.push_back(name + ":" + std::to_string(count));
  }
  return joined(left, {}, ",");
}

}  // namespace tandem
