// What an update computed, on its way from the device to the host without anybody waiting for it.
#pragma once

#include <ATen/core/Tensor.h>
#include <c10/core/Event.h>

#include <cstdint>
#include <deque>
#include <optional>
#include <vector>

#include "framework/model/generative_model.h"
#include "framework/training/run_shape.h"

namespace tandem {

/// The reduced tail of one update: means of terms and total over the global batch.
struct UpdateReport {
  UpdatePosition position;
  std::vector<float> terms = {};  // terms, then the total
  bool stop_requested = false;
  bool finite = true;  // this update and all before it
};

/// Throws DivergedError for a report that is not finite, naming the first term that is not, and
/// the learning rate of the update.
[[noreturn]] void throw_divergence(const UpdateReport& report, const Objective& objective,
                                   double learning_rate);

/// First in, first out. An entry is copied to the host asynchronously when it is pushed and read
/// when it is popped, some steps later.
class UpdateReportQueue {
 public:
  /// `tail` (terms, total, stop flag) and `not_finite` (1) on the device.
  void push(const UpdatePosition& position, const at::Tensor& tail, const at::Tensor& not_finite);
  /// Removes and returns the reports of all steps up to and including `step`.
  std::vector<UpdateReport> pop_through(int64_t step);

 private:
  struct Entry {
    UpdateReport report;
    at::Tensor values;
    std::optional<c10::Event> copied;  // on a GPU
  };
  std::deque<Entry> entries_;
};

}  // namespace tandem
