// Which hosts jobs begin on again after some were lost there.
#pragma once

#include <chrono>
#include <map>
#include <set>
#include <string>

namespace tandem {

/// A host that is gone would take one job after the other, and lose each. After a loss none begins
/// on a host for a second, after every further one without a result in between for twice as long,
/// half a minute at most.
class HostTrust {
 public:
  using Clock = std::chrono::steady_clock;

  /// `host`: as --hosts has it; empty: this machine.
  void lost(const std::string& host, Clock::time_point now);
  /// A job there came to its end.
  void sound(const std::string& host);

  /// Hosts on which no job begins now.
  std::set<std::string> closed(Clock::time_point now) const;
  /// Hosts that lost a job and have brought none to its end since.
  std::set<std::string> doubted() const;

 private:
  struct Trouble {
    int num_losses = 0;  // since the last result
    Clock::time_point until;
  };
  std::map<std::string, Trouble> troubles_;
};

}  // namespace tandem
