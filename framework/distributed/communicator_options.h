// How ranks add, and how long they wait for each other.
#pragma once

#include <chrono>
#include <functional>

#include "framework/core/error.h"

namespace tandem {

struct CommunicatorOptions {
  /// sum_ordered is the library's own all-reduce, whose bits depend on the number of ranks.
  bool native = false;
  /// On GPUs: how long one operation may take, also where the host waits for the device. After that
  /// the process ends with ExitCode::kRankLost, whatever its threads do: the host would go on with
  /// a sum that never was.
  std::chrono::milliseconds patience = std::chrono::minutes(10);
  /// Told why, before that end, on a thread of the communicator's own.
  std::function<void(const Error&)> on_end;
};

}  // namespace tandem
