#include "launch/sweep/host_trust.h"

#include <algorithm>

namespace tandem {

void HostTrust::lost(const std::set<std::string>& hosts, Clock::time_point now) {
  // 2^5 seconds are more than the longest wait already.
  constexpr int kMostDoublings = 5;
  for (const std::string& host : hosts) {
    Trouble& trouble = troubles_[host];
    const int seconds = std::min(30, 1 << std::min(trouble.num_losses, kMostDoublings));
    ++trouble.num_losses;
    trouble.until = now + std::chrono::seconds(seconds);
  }
}

void HostTrust::sound(const std::set<std::string>& hosts) {
  for (const std::string& host : hosts) troubles_.erase(host);
}

std::set<std::string> HostTrust::closed(Clock::time_point now) const {
  std::set<std::string> hosts;
  for (const auto& [host, trouble] : troubles_) {
    if (now < trouble.until) hosts.insert(host);
  }
  return hosts;
}

std::set<std::string> HostTrust::doubted() const {
  std::set<std::string> hosts;
  for (const auto& [host, trouble] : troubles_) hosts.insert(host);
  return hosts;
}

}  // namespace tandem
