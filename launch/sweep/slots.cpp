#include "launch/sweep/slots.h"

#include <algorithm>
#include <cstdlib>
#include <numeric>

#include "framework/core/error.h"
#include "framework/core/process.h"
#include "framework/core/text.h"
#include "framework/sweep/gpu_share.h"
#include "launch/job/hosts.h"
#include "launch/job/rank_choice.h"

namespace tandem {

std::string hosts_words(const JobPlace& place) {
  if (place.shares.empty() || place.shares.front().host.empty()) return "";
  return joined(
      place.shares,
      [](const HostShare& share) {
        return share.host + ":" + std::to_string(share.numbers.size());
      },
      ",");
}

std::set<std::string> hosts_of(const JobPlace& place) {
  std::set<std::string> hosts;
  for (const HostShare& share : place.shares) hosts.insert(share.host);
  return hosts;
}

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
  spread_trials();
  const int64_t most = num_places();
  if (most < 1) {
    throw UsageError(
        {.what = "there is no place for a trial",
         .where = ranks_per_trial_ > options.ranks_per_trial ? "placement.trials_per_gpu"
                                                             : "placement.ranks_per_trial",
         .expected = "ranks of a trial: at most " + std::to_string(largest_pool()) +
                     (machine.hosts.empty() ? ", the cores or GPUs that there are"
                                            : " on one host, or equally many on each of several"),
         .got = std::to_string(ranks_per_trial_)});
  }
  num_slots_ = static_cast<size_t>(std::min(num_slots.value_or(most), most));
}

/// Where no host has enough for a trial: on how few it has a place, and with which numbers there.
void Slots::spread_trials() {
  const int64_t largest = largest_pool();
  if (ranks_per_trial_ <= largest) return;
  for (int64_t hosts = 2; hosts <= std::ssize(pools_); ++hosts) {
    const int64_t share = ranks_per_trial_ / hosts;
    const auto has_share = [&](const Pool& pool) { return std::ssize(pool.loads) >= share; };
    if (share * hosts != ranks_per_trial_) continue;
    if (std::ranges::count_if(pools_, has_share) < hosts) continue;
    hosts_per_trial_ = hosts;
    check_gpus_alike();
    for (int64_t begin = 0; begin + share <= largest; begin += share) {
      std::vector<int>& block = blocks_.emplace_back(share);
      std::iota(block.begin(), block.end(), static_cast<int>(begin));
    }
    return;
  }
}

int64_t Slots::largest_pool() const {
  size_t largest = 0;
  for (const Pool& pool : pools_) largest = std::max(largest, pool.loads.size());
  return static_cast<int64_t>(largest);
}

/// How many trials have a place at once, when none has one yet.
int64_t Slots::num_places() const {
  if (hosts_per_trial_ == 1) return num_free() / ranks_per_trial_;
  int64_t places = 0;
  for (const std::vector<int>& block : blocks_) {
    const auto has_block = [&](const Pool& pool) { return pool.loads.contains(block.back()); };
    const int64_t hosts = std::ranges::count_if(pools_, has_block);
    if (hosts >= hosts_per_trial_) places += hosts * most_jobs_ / hosts_per_trial_;
  }
  return places;
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

/// Throws UsageError where the GPUs of this machine have other numbers for this process than for
/// the ranks that mpirun starts here.
void Slots::check_gpus_alike() const {
  const char* visible = std::getenv(kVisibleGpus);
  const auto is_here = [](const Pool& pool) { return are_same_host(pool.host, host_name()); };
  if (unit_ != Unit::kHostGpu || visible == nullptr || std::ranges::none_of(pools_, is_here))
    return;
  throw UsageError({.what = "a trial on several hosts has GPUs of the same numbers on each",
                    .where = kVisibleGpus,
                    .expected = "no such variable in the environment",
                    .got = std::string("'") + visible + "'"});
}

std::optional<JobPlace> Slots::take(const PlaceRequest& request) {
  if (are_all_taken() || request.waiting == 0) return std::nullopt;
  const auto slots_left = static_cast<int64_t>(num_slots_ - num_taken_);
  // All free places are shared among the jobs that can start: the last ones of a sweep get more
  // ranks each, and no core idles.
  const int64_t sharers = std::min(static_cast<int64_t>(request.waiting), slots_left);
  std::vector<HostShare> shares =
      hosts_per_trial_ > 1
          ? shares_of_several(request)
          : share_of_one(request, std::max(ranks_per_trial_, num_free() / sharers));
  if (shares.empty()) return std::nullopt;
  JobPlace place = place_of(std::move(shares));
  ++num_taken_;
  add_load(place, 1);
  return place;
}

void Slots::give_back(const JobPlace& place) {
  --num_taken_;
  add_load(place, -1);
}

int64_t Slots::most_ranks(const JobPlace& place, int64_t micro_batches) const {
  return std::max(place.ranks, std::ssize(numbers_alone(place, micro_batches)));
}

JobPlace Slots::widen(const JobPlace& place, int64_t micro_batches) {
  std::vector<int> numbers = numbers_alone(place, micro_batches);
  if (std::ssize(numbers) <= place.ranks) return place;
  JobPlace wide = place_of({{.host = place.shares.front().host, .numbers = std::move(numbers)}});
  add_load(place, -1);
  add_load(wide, 1);
  return wide;
}

/// Of its host, as many as divide the micro-batches.
std::vector<int> Slots::numbers_alone(const JobPlace& place, int64_t micro_batches) const {
  if (place.shares.size() > 1) return {};
  const auto& [host, own] = place.shares.front();
  std::vector<int> numbers;
  for (const auto& [number, load] : std::ranges::find(pools_, host, &Pool::host)->loads) {
    if (load == std::ranges::count(own, number)) numbers.push_back(number);
  }
  if (!numbers.empty()) {
    numbers.resize(static_cast<size_t>(largest_divisor(micro_batches, std::ssize(numbers))));
  }
  return numbers;
}

/// On the first host of those that have the most for a job; empty: none has enough.
std::vector<HostShare> Slots::share_of_one(const PlaceRequest& request, int64_t most) const {
  std::vector<HostShare> best;
  // Of a host that is doubted any share is worse than of another one.
  const auto worth = [&](const HostShare& share) {
    return std::pair(!request.doubted.contains(share.host), share.numbers.size());
  };
  for (const Pool& pool : pools_) {
    if (request.closed.contains(pool.host)) continue;
    HostShare share{.host = pool.host, .numbers = free_numbers(pool)};
    const int64_t ranks = std::min({most, request.most_ranks, std::ssize(share.numbers)});
    if (ranks < ranks_per_trial_) continue;
    share.numbers.resize(static_cast<size_t>(largest_divisor(request.micro_batches, ranks)));
    if (best.empty() || worth(share) > worth(best.front())) best = {std::move(share)};
  }
  return best;
}

/// The same numbers on each host: a variable of the environment, which is the same for all ranks,
/// tells them their GPUs. Empty: there are none free on enough hosts.
std::vector<HostShare> Slots::shares_of_several(const PlaceRequest& request) const {
  for (const std::vector<int>& block : blocks_) {
    // Numbers of a block are taken together.
    const auto cost = [&](const Pool* pool) {
      return std::pair(request.doubted.contains(pool->host), pool->loads.at(block.front()));
    };
    std::vector<const Pool*> pools;
    for (const Pool& pool : pools_) {
      if (request.closed.contains(pool.host) || !pool.loads.contains(block.back())) continue;
      if (pool.loads.at(block.front()) < most_jobs_) pools.push_back(&pool);
    }
    if (std::ssize(pools) < hosts_per_trial_) continue;
    std::ranges::stable_sort(pools, {}, cost);
    std::vector<HostShare> shares;
    for (int64_t i = 0; i < hosts_per_trial_; ++i) {
      shares.push_back({.host = pools[static_cast<size_t>(i)]->host, .numbers = block});
    }
    return shares;
  }
  return {};
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

JobPlace Slots::place_of(std::vector<HostShare> shares) const {
  JobPlace place{.shares = std::move(shares), .launcher_words = launcher_words_};
  const auto& [host, numbers] = place.shares.front();
  place.ranks = std::ssize(place.shares) * std::ssize(numbers);
  if (unit_ == Unit::kCore) place.child.cores = numbers;
  // This machine may be named as a host: then the numbers are among those that are granted here.
  const bool is_here =
      unit_ == Unit::kHostGpu && place.shares.size() == 1 && are_same_host(host, host_name());
  if (unit_ == Unit::kGpu || is_here) place.child.gpus = numbers;
  if (unit_ == Unit::kHostGpu && !is_here) {
    // Ranks of another machine inherit nothing from the process that starts them but what mpirun
    // is told to pass on.
    place.child.host_gpus = numbers;
    place.launcher_words.push_back(std::string("--pass-env=") + kVisibleGpus);
  }
  return place;
}

void Slots::add_load(const JobPlace& place, int64_t load) {
  for (const auto& [host, numbers] : place.shares) {
    const auto pool = std::ranges::find(pools_, host, &Pool::host);
    for (const int number : numbers) pool->loads.at(number) += load;
  }
}

int64_t Slots::num_free() const {
  int64_t all = 0;
  for (const Pool& pool : pools_) {
    // Ranks of one trial do not share a core or GPU.
    if (static_cast<int64_t>(pool.loads.size()) < ranks_per_trial_) continue;
    int64_t here = 0;
    for (const auto& [number, load] : pool.loads) here += most_jobs_ - load;
    // What is left over on a host is of no use to a trial that is on one.
    const bool is_one_of_several = pools_.size() > 1;
    all += is_one_of_several ? here / ranks_per_trial_ * ranks_per_trial_ : here;
  }
  return all;
}

}  // namespace tandem
