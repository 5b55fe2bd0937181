#include "launch/sweep/loss_count.h"

namespace tandem {

bool LossCount::goes_on(const JobKey& job, bool has_newer_checkpoint, int64_t retries) {
  int64_t& count = losses_[job];
  if (has_newer_checkpoint) {
    count = 0;
    return true;
  }
  return ++count <= retries;
}

}  // namespace tandem
