#include "launch/job/rank_choice.h"

#include <algorithm>
#include <bit>
#include <string>
#include <vector>

#include "framework/core/error.h"
#include "framework/core/text.h"

namespace tandem {
namespace {

void check_has_gpus(const RankRequest& request) {
  if (request.num_gpus > 0) return;
  throw ConfigError({.what = "no GPU that LibTorch can use on this machine",
                     .where = "device",
                     .got = name_of(kDeviceKinds, request.device),
                     .advice = "Set device=cpu, name machines that have some (--hosts), or look at "
                               "what `tandem doctor` finds."});
}

void check_has_gpu_each(const RankRequest& request, int64_t ranks) {
  if (ranks <= request.num_gpus || request.shares_gpus) return;
  throw ConfigError(
      {.what = "every rank needs a GPU of its own",
       .where = "--ranks",
       .expected = "at most " + std::to_string(request.num_gpus) + ", the GPUs of this machine",
       .got = std::to_string(ranks),
       .advice = "Results are the same with fewer ranks. ranks.share_gpus=true lets "
                 "them share, which is slow and for tests."});
}

}  // namespace

std::string idle_warning(const RankRequest& request, int64_t places, const std::string& name) {
  // M is a power of two, and so is every number of ranks that can share it.
  const auto usable = static_cast<int64_t>(std::bit_floor(static_cast<uint64_t>(places)));
  if (request.ranks || usable <= request.micro_batches) return "";
  const std::string wanted = std::to_string(usable);
  return std::to_string(places - request.micro_batches) + " of the " + std::to_string(places) +
         " " + name + " stay idle: a batch in " + std::to_string(request.micro_batches) +
         " micro-batches is work for as many ranks. batch.micro_batches=" + wanted +
         " is work for " + wanted + ", and another run: its results differ.";
}

int64_t largest_divisor(int64_t micro_batches, int64_t limit) {
  int64_t count = std::max<int64_t>(1, std::min(limit, micro_batches));
  while (micro_batches % count != 0) --count;
  return count;
}

void check_rank_count(int64_t micro_batches, int64_t ranks) {
  if (ranks >= 1 && micro_batches % ranks == 0) return;
  std::vector<int64_t> counts;
  for (int64_t count = 1; count <= micro_batches; ++count) {
    if (micro_batches % count == 0) counts.push_back(count);
  }
  throw ConfigError({.what = "the ranks cannot share the micro-batches equally",
                     .where = "--ranks",
                     .expected = "a count that divides batch.micro_batches = " +
                                 std::to_string(micro_batches) + ": " + joined(counts),
                     .got = std::to_string(ranks),
                     .advice = "Choose one of these; the results are the same with each."});
}

RankChoice choose_ranks(const RankRequest& request) {
  const bool on_gpu = request.device == DeviceKind::kCuda;
  int64_t places = on_gpu ? request.num_gpus : request.num_cores;
  std::string place_name = on_gpu ? "GPUs of this machine" : "cores of this machine";
  if (request.num_slots) {
    places = *request.num_slots;
    place_name = "slots of the hosts";
  }
  RankChoice choice;
  // GPUs of other machines are not seen from here.
  if (on_gpu && !request.num_slots) check_has_gpus(request);
  choice.ranks = request.ranks ? *request.ranks : largest_divisor(request.micro_batches, places);
  check_rank_count(request.micro_batches, choice.ranks);
  if (on_gpu && !request.num_slots) check_has_gpu_each(request, choice.ranks);
  if (on_gpu || request.num_slots) choice.warning = idle_warning(request, places, place_name);
  if (!on_gpu && request.num_cpus > places) {
    // A slot that has several CPUs has one for each of several ranks.
    places = *request.num_cpus;
    place_name = "CPUs of the hosts";
  }
  if (choice.ranks > places) {
    choice.warning = std::to_string(choice.ranks) + " ranks on the " + std::to_string(places) +
                     " " + place_name + ": they will take turns; " +
                     std::to_string(largest_divisor(request.micro_batches, places)) +
                     " would be faster, with the same results.";
  }
  return choice;
}

}  // namespace tandem
