// Ordered reduction against MPI_Allreduce, interleaved in one run: `mpirun -np 2
// reduction_benchmark`. Prints one JSON object per size.
#include <ATen/core/Tensor.h>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <exception>
#include <memory>
#include <vector>

#include "framework/distributed/communicator.h"
#include "framework/distributed/mpi_session.h"

namespace {

constexpr int kPairs = 15;

/// Seconds of one sum of `tensor`, over enough of them to be measured. Both sides see the same
/// zeros: what is added does not change the speed.
double seconds_per_sum(tandem::Communicator& communicator, at::Tensor& tensor) {
  const int64_t repeats = std::max<int64_t>(20, (int64_t{1} << 28) / tensor.numel() / 64);
  for (int i = 0; i < 5; ++i) communicator.sum_ordered(tensor);
  communicator.barrier();
  const auto start = std::chrono::steady_clock::now();
  for (int64_t i = 0; i < repeats; ++i) communicator.sum_ordered(tensor);
  const std::chrono::duration<double> elapsed = std::chrono::steady_clock::now() - start;
  communicator.barrier();
  return elapsed.count() / static_cast<double>(repeats);
}

double quantile(std::vector<double> values, double fraction) {
  std::sort(values.begin(), values.end());
  const double place = fraction * static_cast<double>(values.size() - 1);
  const auto below = static_cast<size_t>(place);
  const size_t above = std::min(below + 1, values.size() - 1);
  return values[below] + (place - static_cast<double>(below)) * (values[above] - values[below]);
}

void print_result(int64_t num_bytes, const std::vector<double>& ours,
                  const std::vector<double>& peers) {
  std::vector<double> ratios;
  for (size_t i = 0; i < ours.size(); ++i) ratios.push_back(peers[i] / ours[i]);
  std::printf(
      "{\"size\": %lld, \"ordered_us\": %.1f, \"allreduce_us\": %.1f, \"ratio_median\": %.2f, "
      "\"ratio_lower_quartile\": %.2f, \"ratio_upper_quartile\": %.2f, \"pairs\": [",
      static_cast<long long>(num_bytes), quantile(ours, 0.5) * 1e6, quantile(peers, 0.5) * 1e6,
      quantile(ratios, 0.5), quantile(ratios, 0.25), quantile(ratios, 0.75));
  for (size_t i = 0; i < ratios.size(); ++i) std::printf("%s%.2f", i == 0 ? "" : ", ", ratios[i]);
  std::printf("]}\n");
  std::fflush(stdout);
}

void measure(const tandem::MpiSession& session) {
  const auto ordered = session.communicator(at::kCPU);
  const auto native = session.communicator(at::kCPU, {.reduction = tandem::Reduction::kNative});
  for (int64_t kibibytes : {64, 256, 1024, 4096, 16384}) {
    const int64_t num_bytes = kibibytes * 1024;
    at::Tensor window = ordered->allocate(num_bytes / 4);
    at::Tensor plain = native->allocate(num_bytes / 4);
    std::vector<double> ours;
    std::vector<double> peers;
    for (int pair = 0; pair < kPairs; ++pair) {
      ours.push_back(seconds_per_sum(*ordered, window));
      peers.push_back(seconds_per_sum(*native, plain));
    }
    if (session.rank() == 0) print_result(num_bytes, ours, peers);
  }
}

}  // namespace

int main() {
  tandem::MpiSession session;
  if (session.size() < 2) {
    std::fprintf(stderr, "start it as two ranks: mpirun -np 2 reduction_benchmark\n");
    return 64;
  }
  try {
    measure(session);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "%s\n", error.what());
    session.abort(70);
  }
  return 0;
}
