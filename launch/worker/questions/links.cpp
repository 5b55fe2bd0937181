// links: how long the ordered sum over all ranks takes.
#include <ATen/ATen.h>

#include <algorithm>
#include <chrono>
#include <iostream>
#include <vector>

#include "framework/core/error.h"
#include "launch/sum_timing.h"
#include "launch/worker/worker_command.h"

namespace tandem {
namespace {

/// The median of so many sums, after one that is not counted.
SumTiming time_sums(Communicator& communicator, int64_t bytes, size_t num_sums) {
  using Clock = std::chrono::steady_clock;
  at::Tensor values = communicator.allocate(bytes / static_cast<int64_t>(sizeof(float)));
  values.fill_(static_cast<float>(communicator.rank() + 1));
  communicator.sum_ordered(values);
  const int64_t size = communicator.size();
  if (!values.eq(static_cast<float>(size * (size + 1)) / 2).all().item<bool>()) {
    throw CommunicationError({.what = "the sum over all ranks is wrong",
                              .where = std::to_string(bytes) + " bytes",
                              .advice = "Memory, network cards or cables may be damaged."});
  }
  // Sums of zeros stay zero, however often they are summed.
  values.zero_();
  std::vector<double> seconds(num_sums);
  for (double& each : seconds) {
    communicator.barrier();
    const auto begin = Clock::now();
    communicator.sum_ordered(values);
    each = std::chrono::duration<double>(Clock::now() - begin).count();
  }
  std::ranges::sort(seconds);
  return {.bytes = bytes, .ranks = size, .seconds = seconds[num_sums / 2]};
}

ExitCode answer(const CommandCall&) {
  return on_all_ranks([&](const MpiSession& session) {
    constexpr int64_t kSmall = 1 << 10;
    constexpr int64_t kLarge = 16 << 20;
    const auto communicator = session.communicator(at::kCPU);
    for (const auto& [bytes, num_sums] : {std::pair{kSmall, 101}, std::pair{kLarge, 7}}) {
      const SumTiming timing = time_sums(*communicator, bytes, static_cast<size_t>(num_sums));
      if (session.rank() == 0) std::cout << to_json_line(timing) << std::endl;
    }
    return ExitCode::kDone;
  });
}

}  // namespace

Command links_worker_command() {
  return {.program = "tandem-worker",
          .name = "links",
          .usage = "",
          .sentence = "Answer how long the ordered sum over all ranks takes.",
          .place = 16,
          .options = no_options,
          .run = answer};
}

}  // namespace tandem
