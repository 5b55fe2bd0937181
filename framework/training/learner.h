// One objective's updates, and what it keeps between them: optimiser state and moving averages.
// Nothing in it reads a value back to the host.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "framework/device/device_usage.h"
#include "framework/distributed/communicator.h"
#include "framework/model/generative_model.h"
#include "framework/optimization/learner_options.h"
#include "framework/optimization/moving_average.h"
#include "framework/optimization/optimizer.h"
#include "framework/optimization/schedule.h"
#include "framework/training/buffer_snapshot.h"
#include "framework/training/contribution.h"
#include "framework/training/flat_parameters.h"
#include "framework/training/micro_batch_gradient.h"
#include "framework/training/run_shape.h"

namespace tandem {

/// Tensors on the device that all learners of a run share.
struct SharedTensors {
  at::Tensor not_finite;  // (1), becomes 1 at the first value that is not finite and stays so
  at::Tensor stop;        // (1), this rank's wish to stop
  std::vector<LaneTensors> lanes = {};  // of this rank's, in their order; empty: no lane state
  std::vector<Scratch> scratch = {};    // likewise; cleared before each step
};

/// What a learner minimises, and how.
struct LearnerSetup {
  Objective objective;
  LearnerOptions options;
  RunShape shape;
  int64_t num_steps = 0;  // in which the objective is trained: what its schedule runs over
};

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
  /// What the loss of a local lane's micro-batch is computed with, after an update with the
  /// coefficients of that one.
  Context context(int64_t local_lane, SharedTensors& shared) const;

  const Objective& objective() const { return setup_.objective; }
  /// In a step of those in which the objective is trained.
  double learning_rate(int64_t own_step) const { return learning_rate_.at(own_step); }
  /// Terms, total, stop flag of the last update, as means over the global batch. Only between
  /// begin and end.
  const at::Tensor& tail() const { return training_->sum.tail(); }
  /// Seconds that the reductions of this learner took so far, the wait for other ranks included; on
  /// a GPU those that are done, on its clock.
  double reduction_seconds() { return reduction_.seconds(); }

  /// Optimiser state and averages, sharing memory, as `<objective>.<network>.<what>`.
  NamedTensors state() const;
  /// Copies the averages of the trained networks into their slices of flat model weights.
  void write_average(at::Tensor& weights) const;
  bool averages() const { return !averages_.empty(); }

 private:
  /// What only training needs: from begin to end.
  struct Training {
    Contribution sum;
    MicroBatchGradient gradient;
    BufferSnapshot buffers;
    std::vector<std::unique_ptr<Optimizer>> optimizers;  // per trained network
  };

  void add_micro_batches(const std::vector<Batch>& micro_batches, const UpdatePosition& position,
                         SharedTensors& shared);
  void clip_gradients();
  void move_weights(const UpdatePosition& position, const at::Tensor& not_finite);
  void project(at::Tensor& weights, const at::Tensor& not_finite) const;

  LearnerSetup setup_;
  FlatParameters& parameters_;
  Communicator& communicator_;
  LearningRate learning_rate_;
  std::vector<const FlatNetwork*> trained_;
  std::vector<at::Tensor> weights_;      // flat slice per trained network
  std::vector<MovingAverage> averages_;  // likewise; empty: none
  std::optional<Training> training_;
  CoefficientValues coefficients_;
  at::Tensor inverse_micro_batches_;
  DeviceStopwatch reduction_;
};

}  // namespace tandem
