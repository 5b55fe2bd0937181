// The buffers of all networks as they were when an update began: what each of its micro-batches
// starts from.
#pragma once

#include <ATen/core/Tensor.h>

#include <vector>

#include "framework/training/flat_parameters.h"

namespace tandem {

class BufferSnapshot {
 public:
  /// Room for the buffers; `parameters` outlives the snapshot.
  explicit BufferSnapshot(FlatParameters& parameters);

  void take();
  /// Sets all buffers back to what was taken.
  void restore() const;
  /// Sets the floating buffers to `values` (their mean over the micro-batches), or back to what was
  /// taken where `not_finite` (1) is 1. Integer ones keep what the last micro-batch made of them.
  void replace(const at::Tensor& values, const at::Tensor& not_finite) const;

 private:
  FlatParameters& parameters_;
  at::Tensor floating_;
  std::vector<at::Tensor> integers_;
};

}  // namespace tandem
