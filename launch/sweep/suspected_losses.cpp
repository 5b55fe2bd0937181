#include "launch/sweep/suspected_losses.h"

#include <algorithm>
#include <utility>

namespace tandem {

void SuspectedLosses::add(std::set<std::string> hosts, FinishedJob failed) {
  suspects_.push_back({.hosts = std::move(hosts), .failed = std::move(failed)});
}

std::vector<FinishedJob> SuspectedLosses::cleared_by(const std::set<std::string>& hosts) {
  num_taken_ = 0;
  std::vector<FinishedJob> cleared;
  std::erase_if(suspects_, [&](Suspect& suspect) {
    for (const std::string& host : hosts) suspect.hosts.erase(host);
    if (!suspect.hosts.empty()) return false;
    cleared.push_back(std::move(suspect.failed));
    return true;
  });
  return cleared;
}

std::vector<FinishedJob> SuspectedLosses::take_all() {
  num_taken_ += suspects_.size();
  std::vector<FinishedJob> all;
  for (Suspect& each : suspects_) all.push_back(std::move(each.failed));
  suspects_.clear();
  return all;
}

void SuspectedLosses::forget_if(const std::function<bool(const JobKey&)>& is_settled) {
  std::erase_if(suspects_, [&](const Suspect& each) { return is_settled(each.failed.job.key); });
}

bool SuspectedLosses::contains(const JobKey& job) const {
  return std::ranges::any_of(suspects_,
                             [&](const Suspect& each) { return each.failed.job.key == job; });
}

}  // namespace tandem
