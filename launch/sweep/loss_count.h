// How often jobs were lost, and whether they go on all the same.
#pragma once

#include <cstdint>
#include <map>

#include "framework/sweep/trial_job.h"

namespace tandem {

class LossCount {
 public:
  /// Counts a loss. Whether the job goes on again: always where it has gained a newer checkpoint,
  /// since what ended it then did not stand in its way; else `retries` times in a row.
  bool goes_on(const JobKey& job, bool has_newer_checkpoint, int64_t retries);

 private:
  std::map<JobKey, int64_t> losses_;  // since its last newer checkpoint
};

}  // namespace tandem
