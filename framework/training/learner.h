// One objective's updates: gradients of its micro-batches, ordered sum, clipping, optimiser,
// projection, moving average. Nothing in it reads a value back to the host. Owned by the trainer.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "framework/distributed/communicator.h"
#include "framework/model/generative_model.h"
#include "framework/model/learner_options.h"
#include "framework/training/contribution.h"
#include "framework/training/flat_parameters.h"
#include "framework/training/moving_average.h"
#include "framework/training/optimizer.h"
#include "framework/training/run_shape.h"

namespace tandem {

/// Tensors on the device that all learners of a run share.
struct SharedFlags {
  at::Tensor not_finite;  // (1), becomes 1 at the first value that is not finite and stays so
  at::Tensor stop;        // (1), this rank's wish to stop
};

/// What a learner minimises, and how.
struct LearnerSetup {
  Objective objective;
  size_t index = 0;  // the objective's place in the model
  LearnerOptions options;
  RunShape shape;
};

class Learner {
 public:
  /// Collective. References outlive the learner.
  Learner(LearnerSetup setup, FlatParameters& parameters, Communicator& communicator);

  /// One update from this rank's micro-batches, which are empty when the objective draws none.
  /// `update` counts within the step, `num_updates` over the run. Collective.
  void update(const std::vector<Batch>& micro_batches, int64_t step, int64_t update,
              int64_t num_updates, SharedFlags& flags);

  const Objective& objective() const { return setup_.objective; }
  const LearnerOptions& options() const { return setup_.options; }
  /// Terms, total, stop flag of the last update, as means over the global batch.
  const at::Tensor& tail() const { return contribution_.tail(); }
  /// Seconds that the reductions of this learner took so far, on the host's clock.
  double reduction_seconds() const { return reduction_seconds_; }

  /// Optimiser state, sharing memory, as `<objective>.<network>.<what>`.
  NamedTensors state() const;
  /// Copies the averages of the trained networks into their slices of flat model weights.
  void write_average(at::Tensor& weights) const;
  bool averages() const { return !averages_.empty(); }

 private:
  void compute(const Batch& batch, int64_t lane, uint64_t seed, const SharedFlags& flags);
  void finish(int64_t step, int64_t num_updates, SharedFlags& flags);

  LearnerSetup setup_;
  FlatParameters& parameters_;
  Communicator& communicator_;
  std::vector<const FlatNetwork*> trained_;
  std::vector<at::Tensor> inputs_;  // all trained parameters, what the loss is differentiated by
  /// What collects the gradient of each of them: kept, or every step would make them anew.
  std::vector<std::shared_ptr<torch::autograd::Node>> accumulators_;
  std::vector<at::Tensor> weights_;  // flat slice per trained network
  std::vector<std::unique_ptr<Optimizer>> optimizers_;
  std::vector<MovingAverage> averages_;
  Contribution contribution_;
  CoefficientValues coefficients_;
  at::Tensor inverse_micro_batches_;
  at::Tensor buffers_before_;
  std::vector<at::Tensor> integer_buffers_before_;
  double reduction_seconds_ = 0;
};

}  // namespace tandem
