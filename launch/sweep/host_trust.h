// Which hosts jobs are kept off after some were lost there, and for how long.
#pragma once

#include <chrono>
#include <map>
#include <set>
#include <string>

namespace tandem {

/// A host that is gone would take one job after the other, and lose each. After a loss none begins
/// on a host for a second, after every further one without a result in between for twice as long,
/// half a minute at most. It is doubted until a job has come to its end there.
class HostTrust {
 public:
  using Clock = std::chrono::steady_clock;

  /// A job on these hosts was lost. Each is as --hosts has it; empty: this machine.
  void lost(const std::set<std::string>& hosts, Clock::time_point now);
  /// A job on these hosts came to its end.
  void sound(const std::set<std::string>& hosts);

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
