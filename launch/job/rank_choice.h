// How many ranks a run gets.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "framework/core/device_kind.h"

namespace tandem {

/// What the choice depends on.
struct RankRequest {
  int64_t micro_batches = 1;         ///< the rank count must divide it
  std::optional<int64_t> ranks;      ///< --ranks
  std::optional<int64_t> num_slots;  ///< of the launcher; nothing: this machine decides
  std::optional<int64_t> num_cpus;   ///< where those are; nothing: not known
  DeviceKind device = DeviceKind::kCpu;
  int64_t num_gpus = 0;      ///< of this machine
  bool shares_gpus = false;  ///< ranks.share_gpus: several ranks may compute on one
  int64_t num_cores = 1;     ///< of this machine
};

struct RankChoice {
  int64_t ranks = 1;
  std::string warning;  ///< empty when there is nothing to say
};

/// What to say when there are `places`, called `name`, for more ranks than can share the
/// micro-batches; empty when there are not, or a count was asked for.
std::string idle_warning(const RankRequest& request, int64_t places, const std::string& name);

/// The largest divisor of `micro_batches` that is at most `limit`, at least 1.
int64_t largest_divisor(int64_t micro_batches, int64_t limit);

/// Throws ConfigError naming the counts that work where so many ranks cannot share the
/// micro-batches equally.
void check_rank_count(int64_t micro_batches, int64_t ranks);

/// The rank count asked for, or else the largest that divides micro_batches and has a GPU, core or
/// slot each. Warns when ranks take turns, and when GPUs or slots stay idle because
/// micro_batches is too small for more ranks. Throws ConfigError when the count asked for does not
/// divide micro_batches, or is more than the GPUs of this machine.
RankChoice choose_ranks(const RankRequest& request);

}  // namespace tandem
