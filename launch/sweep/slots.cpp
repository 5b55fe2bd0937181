#include "launch/sweep/slots.h"

#include <algorithm>

#include "framework/core/error.h"
#include "framework/core/process.h"
#include "framework/sweep/gpu_share.h"
#include "launch/job/hosts.h"
#include "launch/job/rank_choice.h"

namespace tandem {

Slots::Slots(const Machine& machine, const PlacementOptions& options,
             std::optional<int64_t> num_slots)
    : launcher_words_(machine.launcher_words), ranks_per_trial_(options.ranks_per_trial) {
  const auto add_pool = [&](const std::string& host, int64_t count) {
    // A host may be named twice.
    auto pool = std::ranges::find_if(
        pools_, [&](const Pool& each) { return are_same_host(each.host, host); });
    if (pool == pools_.end()) pool = pools_.insert(pool, Pool{.host = host});
    const auto begin = static_cast<int>(pool->loads.size());
    for (int i = 0; i < count; ++i) pool->loads[begin + i] = 0;
  };
  if (!machine.hosts.empty()) {
    unit_ = machine.slots_are_gpus ? Unit::kHostGpu : Unit::kHostSlot;
    for (const auto& [host, count] : machine.hosts) add_pool(host, count);
  } else if (machine.num_gpus > 0) {
    unit_ = Unit::kGpu;
    add_pool("", machine.num_gpus);
  } else {
    unit_ = Unit::kCore;
    add_pool("", 0);
    for (const int core : machine.cores) pools_.back().loads[core] = 0;
  }
  if (unit_ == Unit::kHostGpu) check_gpus_here(machine.num_gpus);
  const GpuShare share = gpu_share(options.trials_per_gpu).value_or(GpuShare{});
  const bool hands_out_gpus = unit_ == Unit::kGpu || unit_ == Unit::kHostGpu;
  if (hands_out_gpus) most_jobs_ = share.trials;
  // Each rank has a GPU, also where others hand them out.
  if (hands_out_gpus || machine.ranks_have_gpus) {
    ranks_per_trial_ = std::max(ranks_per_trial_, share.gpus);
  }
  const int64_t most = num_free() / ranks_per_trial_;
  if (most < 1) {
    size_t largest = 0;
    for (const Pool& pool : pools_) largest = std::max(largest, pool.loads.size());
    throw UsageError({.what = "there is no place for a trial",
                      .where = ranks_per_trial_ > options.ranks_per_trial
                                   ? "placement.trials_per_gpu"
                                   : "placement.ranks_per_trial",
                      .expected = "ranks of a trial: at most " + std::to_string(largest) + ", " +
                                  (machine.hosts.empty() ? "the cores or GPUs that there are"
                                                         : "the places that a host has"),
                      .got = std::to_string(ranks_per_trial_)});
  }
  num_slots_ = static_cast<size_t>(std::min(num_slots.value_or(most), most));
}

/// Throws UsageError where more GPUs of this machine are named than it has.
void Slots::check_gpus_here(int64_t num_gpus) const {
  for (const auto& [host, loads] : pools_) {
    const auto count = static_cast<int64_t>(loads.size());
    if (!are_same_host(host, host_name()) || count <= num_gpus) continue;
    throw UsageError({.what = "this machine has fewer GPUs",
                      .where = "--hosts",
                      .expected = host + ":" + std::to_string(num_gpus) + " at most",
                      .got = host + ":" + std::to_string(count)});
  }
}

std::optional<JobPlace> Slots::take(size_t waiting, int64_t micro_batches,
                                    const std::set<std::string>& closed) {
  if (are_all_taken() || waiting == 0) return std::nullopt;
  const auto slots_left = static_cast<int64_t>(num_slots_ - num_taken_);
  // All free places are shared among the jobs that can start: the last ones of a sweep get more
  // ranks each, and no core idles.
  const int64_t sharers = std::min(static_cast<int64_t>(waiting), slots_left);
  const int64_t share = std::max(ranks_per_trial_, num_free() / sharers);
  for (Pool& pool : pools_) {
    if (closed.contains(pool.host)) continue;
    std::vector<int> numbers = free_numbers(pool);
    const int64_t most = std::min(share, static_cast<int64_t>(numbers.size()));
    if (most < ranks_per_trial_) continue;
    numbers.resize(static_cast<size_t>(largest_divisor(micro_batches, most)));
    ++num_taken_;
    return place_in(pool, numbers);
  }
  return std::nullopt;
}

void Slots::give_back(const JobPlace& place) {
  --num_taken_;
  const auto pool = std::ranges::find(pools_, place.host, &Pool::host);
  for (const int number : place.numbers) --pool->loads.at(number);
}

/// Those that can take one job more, the least loaded first.
std::vector<int> Slots::free_numbers(const Pool& pool) const {
  std::vector<int> numbers;
  for (const auto& [number, load] : pool.loads) {
    if (load < most_jobs_) numbers.push_back(number);
  }
  std::ranges::stable_sort(numbers, {}, [&](int number) { return pool.loads.at(number); });
  return numbers;
}

JobPlace Slots::place_in(Pool& pool, const std::vector<int>& numbers) const {
  for (const int number : numbers) ++pool.loads[number];
  JobPlace place{.ranks = static_cast<int64_t>(numbers.size()),
                 .host = pool.host,
                 .numbers = numbers,
                 .launcher_words = launcher_words_};
  if (unit_ == Unit::kCore) place.child.cores = numbers;
  // This machine may be named as a host: then the numbers are among those that are granted here.
  const bool is_here = unit_ == Unit::kHostGpu && are_same_host(pool.host, host_name());
  if (unit_ == Unit::kGpu || is_here) place.child.gpus = numbers;
  if (unit_ == Unit::kHostGpu && !is_here) {
    // Ranks of another machine inherit nothing from the process that starts them but what mpirun
    // is told to pass on.
    place.child.host_gpus = numbers;
    place.launcher_words.push_back(std::string("--pass-env=") + kVisibleGpus);
  }
  return place;
}

int64_t Slots::num_free() const {
  int64_t all = 0;
  for (const Pool& pool : pools_) {
    // Ranks of one trial do not share a core or GPU.
    if (static_cast<int64_t>(pool.loads.size()) < ranks_per_trial_) continue;
    int64_t here = 0;
    for (const auto& [number, load] : pool.loads) here += most_jobs_ - load;
    // A trial is on one host: what is left over there is of no use to any.
    const bool is_one_of_several = pools_.size() > 1;
    all += is_one_of_several ? here / ranks_per_trial_ * ranks_per_trial_ : here;
  }
  return all;
}

}  // namespace tandem
