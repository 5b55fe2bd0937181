// Jobs that were lost too often, while it is open whether they or their hosts are to blame.
#pragma once

#include <cstddef>
#include <functional>
#include <set>
#include <string>
#include <vector>

#include "framework/sweep/recorded_sweep.h"

namespace tandem {

class SuspectedLosses {
 public:
  /// `failed`: what to record of the job once its hosts are cleared.
  void add(std::set<std::string> hosts, FinishedJob failed);

  /// A job on those hosts came to its end. Returns those that were lost on no others: they failed
  /// by themselves.
  std::vector<FinishedJob> cleared_by(const std::set<std::string>& hosts);

  /// Those that nothing cleared, to be recorded all the same.
  std::vector<FinishedJob> take_all();

  void forget_if(const std::function<bool(const JobKey&)>& is_settled);

  bool contains(const JobKey& job) const;
  bool empty() const { return suspects_.empty(); }
  const FinishedJob& last() const { return suspects_.back().failed; }
  /// Lost since a job last came to its end, those that were taken included.
  size_t num_in_a_row() const { return suspects_.size() + num_taken_; }

 private:
  struct Suspect {
    std::set<std::string> hosts;  // where nothing has come to its end since
    FinishedJob failed;
  };

  std::vector<Suspect> suspects_;
  size_t num_taken_ = 0;
};

}  // namespace tandem
