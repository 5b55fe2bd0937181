#include "launch/sweep/slots.h"

#include <algorithm>
#include <numeric>
#include <utility>

#include "framework/core/error.h"
#include "launch/job/rank_choice.h"

namespace tandem {
Slots::Slots(Machine machine, const PlacementOptions& options, std::optional<int64_t> num_slots)
    : machine_(std::move(machine)), options_(options) {
  gpu_loads_.assign(static_cast<size_t>(machine_.num_gpus), 0);
  const int64_t most = num_free() / options_.ranks_per_trial;
  if (most < 1) {
    throw UsageError(
        {.what = "there is no place for a trial",
         .where = "placement.ranks_per_trial",
         .expected = "at most " + std::to_string(num_free()) + ", the cores or GPUs that there are",
         .got = std::to_string(options_.ranks_per_trial)});
  }
  num_slots_ = static_cast<size_t>(std::min(num_slots.value_or(most), most));
}

std::optional<JobPlace> Slots::take(size_t waiting, int64_t micro_batches,
                                    const std::set<std::string>& closed) {
  if (are_all_taken() || waiting == 0) return std::nullopt;
  if (machine_.hosts.empty() && closed.contains("")) return std::nullopt;
  const auto slots_left = static_cast<int64_t>(num_slots_ - num_taken_);
  const int64_t sharers = std::min(static_cast<int64_t>(waiting), slots_left);
  const int64_t share = std::max(options_.ranks_per_trial, num_free() / sharers);
  std::optional<JobPlace> place;
  if (!machine_.hosts.empty()) {
    place = take_host(share, micro_batches, closed);
  } else if (machine_.num_gpus > 0) {
    place = take_gpus(share, micro_batches);
  } else {
    place = take_cores(share, micro_batches);
  }
  if (place) {
    ++num_taken_;
    place->launcher_words = machine_.launcher_words;
  }
  return place;
}

void Slots::give_back(const JobPlace& place) {
  --num_taken_;
  for (auto& [host, count] : machine_.hosts) {
    if (host == place.host) count += place.ranks;
  }
  machine_.cores.insert(machine_.cores.end(), place.child.cores.begin(), place.child.cores.end());
  std::ranges::sort(machine_.cores);
  for (const int gpu : place.child.gpus) --gpu_loads_[static_cast<size_t>(gpu)];
}

/// As many of what there is as ranks can share the micro-batches; 0 where that is too few.
int64_t Slots::usable(int64_t available, int64_t micro_batches) const {
  if (available < options_.ranks_per_trial) return 0;
  return largest_divisor(micro_batches, available);
}

std::optional<JobPlace> Slots::take_cores(int64_t most, int64_t micro_batches) {
  const auto num_cores = static_cast<int64_t>(machine_.cores.size());
  const int64_t ranks = usable(std::min(most, num_cores), micro_batches);
  if (ranks == 0) return std::nullopt;
  const auto end = machine_.cores.begin() + ranks;
  JobPlace place{.ranks = ranks, .child = {.cores = {machine_.cores.begin(), end}}};
  machine_.cores.erase(machine_.cores.begin(), end);
  return place;
}

/// The least loaded GPUs, in the order of their numbers.
std::optional<JobPlace> Slots::take_gpus(int64_t most, int64_t micro_batches) {
  std::vector<int> order;
  for (int gpu = 0; gpu < machine_.num_gpus; ++gpu) {
    if (gpu_loads_[static_cast<size_t>(gpu)] < options_.trials_per_gpu) order.push_back(gpu);
  }
  std::ranges::stable_sort(order, {},
                           [&](int gpu) { return gpu_loads_[static_cast<size_t>(gpu)]; });
  const auto num_gpus = static_cast<int64_t>(order.size());
  const int64_t ranks = usable(std::min(most, num_gpus), micro_batches);
  if (ranks == 0) return std::nullopt;
  order.resize(static_cast<size_t>(ranks));
  for (const int gpu : order) ++gpu_loads_[static_cast<size_t>(gpu)];
  return JobPlace{.ranks = ranks, .child = {.gpus = order}};
}

/// The first host that has room, and is not closed.
std::optional<JobPlace> Slots::take_host(int64_t most, int64_t micro_batches,
                                         const std::set<std::string>& closed) {
  for (auto& [host, count] : machine_.hosts) {
    if (closed.contains(host)) continue;
    const int64_t ranks = usable(std::min(most, count), micro_batches);
    if (ranks == 0) continue;
    count -= ranks;
    return JobPlace{.ranks = ranks, .host = host};
  }
  return std::nullopt;
}

int64_t Slots::num_free() const {
  if (!machine_.hosts.empty()) {
    int64_t all = 0;
    for (const auto& [host, count] : machine_.hosts) {
      all += count / options_.ranks_per_trial * options_.ranks_per_trial;
    }
    return all;
  }
  if (machine_.num_gpus > 0) {
    // Below 1 a GPU still holds one: a trial then has ranks on several.
    const auto per_gpu = std::max<int64_t>(1, static_cast<int64_t>(options_.trials_per_gpu));
    const int64_t loads = std::accumulate(gpu_loads_.begin(), gpu_loads_.end(), int64_t{0});
    return machine_.num_gpus * per_gpu - loads;
  }
  return static_cast<int64_t>(machine_.cores.size());
}

}  // namespace tandem
