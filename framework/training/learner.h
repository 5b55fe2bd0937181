// One objective's updates: gradients of its micro-batches, ordered sum, clipping, optimiser,
// projection, moving average. Nothing in it reads a value back to the host. Owned by the trainer.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "framework/device/device_stopwatch.h"
#include "framework/distributed/communicator.h"
#include "framework/model/generative_model.h"
#include "framework/optimization/learner_options.h"
#include "framework/optimization/moving_average.h"
#include "framework/optimization/optimizer.h"
#include "framework/training/contribution.h"
#include "framework/training/flat_parameters.h"
#include "framework/training/run_shape.h"

namespace tandem {

/// Tensors on the device that all learners of a run share.
struct SharedTensors {
  at::Tensor not_finite;  // (1), becomes 1 at the first value that is not finite and stays so
  at::Tensor stop;        // (1), this rank's wish to stop
  std::vector<LaneTensors> lanes = {};  // of this rank's micro-batches; empty: no lane state
  std::vector<Scratch> scratch = {};    // likewise; cleared before each step
};

/// Which update of an objective it is.
struct UpdatePosition {
  int64_t step = 0;         // of the run
  int64_t own_step = 0;     // counted over the steps in which the objective is trained
  int64_t update = 0;       // within the step
  int64_t num_updates = 0;  // of the objective so far
};

/// What a learner minimises, and how.
struct LearnerSetup {
  Objective objective;
  size_t index = 0;  // the objective's place in the model
  LearnerOptions options;
  RunShape shape;
  int64_t num_steps = 0;  // in which the objective is trained: what its schedule runs over
};

/// Throws ConfigError when the options name a network that the objective does not train.
void check_names(const LearnerOptions& options, const Objective& objective);

class Learner {
 public:
  /// References outlive the learner.
  Learner(LearnerSetup setup, FlatParameters& parameters, Communicator& communicator);

  /// One update from this rank's micro-batches, which are empty when the objective draws none. The
  /// first one makes what training needs. Collective.
  void update(const std::vector<Batch>& micro_batches, const UpdatePosition& position,
              SharedTensors& shared);
  /// Makes what state() holds after updates: averages and, when training `goes_on`, the state of
  /// the optimiser. Collective.
  void begin(bool goes_on);
  /// Frees what only training needs; averages stay.
  void end();
  /// Where the loss of this rank's micro-batch is computed at a step of the objective.
  Context context(int64_t lane, SharedTensors& shared) const;

  const Objective& objective() const { return setup_.objective; }
  const LearnerOptions& options() const { return setup_.options; }
  /// Terms, total, stop flag of the last update, as means over the global batch.
  const at::Tensor& tail() const { return contribution_->tail(); }
  /// Seconds that the reductions of this learner took so far, the wait for other ranks included; on
  /// a GPU those that are done, on its clock.
  double reduction_seconds() { return reduction_.seconds(); }

  /// Optimiser state and averages, sharing memory, as `<objective>.<network>.<what>`.
  NamedTensors state() const;
  /// Copies the averages of the trained networks into their slices of flat model weights.
  void write_average(at::Tensor& weights) const;
  bool averages() const { return !averages_.empty(); }

 private:
  void compute(const Batch& batch, int64_t lane, uint64_t seed, SharedTensors& shared);
  void finish(const UpdatePosition& position, SharedTensors& shared);

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
  std::optional<Contribution> contribution_;
  CoefficientValues coefficients_;
  at::Tensor inverse_micro_batches_;
  at::Tensor buffers_before_;
  std::vector<at::Tensor> integer_buffers_before_;
  DeviceStopwatch reduction_;
};

}  // namespace tandem
