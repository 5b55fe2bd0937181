// The contract of a model family: networks, and objectives that train them. The learner computes
// and reduces gradients of objectives; a family knows nothing of ranks or files, and of steps it is
// told their number alone.
#pragma once

#include <torch/nn/module.h>

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "framework/data/batch.h"

namespace tandem {

/// A named module. Every parameter belongs to exactly one network.
struct Network {
  std::string name;
  std::shared_ptr<torch::nn::Module> module;
};

/// A number in a loss that changes from step to step: a warm-up, a capacity.
struct Coefficient {
  std::string name;
  std::function<double(int64_t step)> value;
};

/// Coefficients as scalars on the device.
using CoefficientValues = std::vector<std::pair<std::string, at::Tensor>>;

/// What a model carries from step to step for each lane (a persistent chain, a pool of
/// images): one float32 tensor, which losses update in place.
struct LaneState {
  std::string name;
  /// Its first value for micro-batches of this size, from the default generator of the CPU.
  std::function<at::Tensor(int64_t micro_batch_size)> initial;
};

/// All states of one lane by their names, on the device.
using LaneTensors = std::vector<std::pair<std::string, at::Tensor>>;

/// What an objective leaves for later objectives of the same step, of one micro-batch.
using Scratch = std::map<std::string, at::Tensor>;

/// Where a loss is computed.
struct Context {
  at::Device device;
  int64_t micro_batch;       // index m of the micro-batch, 0 … M−1
  int64_t micro_batch_size;  // number of samples in it, also when no batch is drawn
  CoefficientValues coefficients = {};
  LaneTensors lane_tensors = {};  // of its lane
  Scratch* scratch = nullptr;     // null in evaluation

  /// A coefficient of the objective, a scalar on the device. Throws Error for an unknown name.
  at::Tensor coefficient(const std::string& coefficient_name) const;
  /// A state of this micro-batch's lane; in evaluation a fresh one. Throws Error for an unknown
  /// name.
  at::Tensor lane_state(const std::string& state_name) const;
  /// Leaves a tensor, detached, to later objectives of this step.
  void leave(const std::string& tensor_name, const at::Tensor& tensor) const;
  /// What an earlier objective of this step left under that name; nothing when it did not run in
  /// this step, and in evaluation.
  std::optional<at::Tensor> left(const std::string& tensor_name) const;
};

/// Result of a loss over one micro-batch: scalars on the device.
struct Losses {
  std::vector<at::Tensor> terms;  // in the order of Objective::terms
  at::Tensor total;               // their weighted total, which is differentiated
};

/// The batch that a loss sees. An objective that never draws one is not evaluated.
enum class BatchUse {
  kDraws,   // a new one in every update
  kReuses,  // the one drawn last in the same step; a new one where no objective before it draws
  kNone,    // any, also an empty one: the loss does not look at it
};

/// One loss and the networks that it trains.
struct Objective {
  std::string name;
  std::vector<std::string> trains;  // names of networks
  std::vector<std::string> terms;   // names of what is reported beside the total ("loss")
  /// Loss over one micro-batch, a mean over its samples. Randomness comes from the default
  /// generators of LibTorch, which are seeded before each call.
  std::function<Losses(const Batch&, const Context&)> loss;
  /// Number of updates in a step; a pure function of it. Steps, here and for coefficients, are the
  /// objective's own: counted over those of the run in which it is trained.
  std::function<int64_t(int64_t step)> updates = [](int64_t) { return int64_t{1}; };
  /// What the loss asks its context for.
  std::vector<Coefficient> coefficients = {};
  BatchUse batch_use = BatchUse::kDraws;
};

/// Scalars on the device for the coefficients of an objective, all 0, and their values at a step.
CoefficientValues make_coefficients(const Objective& objective, const at::Device& device);
void set_coefficients(CoefficientValues& values, const Objective& objective, int64_t step);

class GenerativeModel {
 public:
  GenerativeModel() = default;
  GenerativeModel(const GenerativeModel&) = delete;
  GenerativeModel& operator=(const GenerativeModel&) = delete;
  virtual ~GenerativeModel() = default;

  virtual std::vector<Network> networks() const = 0;
  /// One for each learner of the family, in any order. Their functions refer to this model.
  virtual std::vector<Objective> objectives() = 0;
  /// Throws ConfigError when losses cannot be computed on micro-batches of this many samples;
  /// called before training.
  virtual void check_micro_batch_size(int64_t size) const { (void)size; }
  /// What losses reach by Context::lane_state.
  virtual std::vector<LaneState> lane_states() const { return {}; }
  /// Called once, before the first update of an objective, with its first micro-batch: what needs
  /// data or other networks and cannot be done at construction. May change any weight and buffer.
  virtual void prepare(const std::string& objective, const Batch& batch, const Context& context) {
    (void)objective, (void)batch, (void)context;
  }
};

/// Fresh states of one lane, drawn from the default generator of the CPU.
LaneTensors make_lane_tensors(const GenerativeModel& model, int64_t micro_batch_size,
                              const at::Device& device);

}  // namespace tandem
