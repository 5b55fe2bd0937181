#include "launch/job/hosts.h"

#include <netdb.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <regex>
#include <set>

#include "framework/core/error.h"
#include "framework/core/process.h"
#include "framework/core/text.h"

namespace tandem {
namespace {

bool is_address(const std::string& name) {
  return name.find_first_not_of("0123456789.") == std::string::npos;
}

/// The addresses that this machine knows a host by; none where it does not know it.
std::set<std::string> addresses_of(const std::string& host) {
  std::set<std::string> addresses;
  const addrinfo wanted{.ai_family = AF_INET, .ai_socktype = SOCK_STREAM};
  addrinfo* found = nullptr;
  if (::getaddrinfo(host.c_str(), nullptr, &wanted, &found) != 0) return addresses;
  for (const addrinfo* entry = found; entry != nullptr; entry = entry->ai_next) {
    std::array<char, NI_MAXHOST> text{};
    const int error = ::getnameinfo(entry->ai_addr, entry->ai_addrlen, text.data(), text.size(),
                                    nullptr, 0, NI_NUMERICHOST);
    if (error == 0) addresses.insert(text.data());
  }
  ::freeaddrinfo(found);
  return addresses;
}

}  // namespace

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
    if (name == "localhost") return host_name().substr(0, host_name().find('.'));
    // The dots of an address separate no domain.
    return is_address(name) ? name : name.substr(0, name.find('.'));
  };
  return short_name(one) == short_name(other);
}

bool is_this_host(const std::string& name) { return are_same_host(name, host_name()); }

std::string without_host(const std::string& hosts, const std::string& host) {
  const auto all = parse_hosts(hosts);
  // A rank says the name of its host, also where the user gave an address.
  const bool has_addresses =
      std::ranges::any_of(all, [](const auto& entry) { return is_address(entry.first); });
  const auto addresses = has_addresses ? addresses_of(host) : std::set<std::string>();
  std::vector<std::string> left;
  for (const auto& [name, count] : all) {
    if (are_same_host(name, host) || addresses.contains(name)) continue;
    left.push_back(name + ":" + std::to_string(count));
  }
  return joined(left, {}, ",");
}

}  // namespace tandem
