#include "framework/training/learner.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <limits>
#include <memory>

#include "framework/optimization/partial_decay.h"

namespace tandem {
namespace {

std::vector<const FlatNetwork*> trained_networks(const Objective& objective,
                                                 const FlatParameters& parameters) {
  std::vector<const FlatNetwork*> trained;
  for (const FlatNetwork& network : parameters.networks()) {
    for (const std::string& name : objective.trains) {
      if (network.name == name) trained.push_back(&network);
    }
  }
  if (trained.size() != objective.trains.size()) {
    // Throws for the name that no network has.
    for (const std::string& name : objective.trains) (void)parameters.network(name);
  }
  return trained;
}

/// The options for one network: weight decay may be meant for others only.
LearnerOptions options_for(const LearnerOptions& options, const std::string& network) {
  const std::vector<std::string>& decayed = options.decayed_networks;
  LearnerOptions own = options;
  if (!decayed.empty() && std::find(decayed.begin(), decayed.end(), network) == decayed.end()) {
    own.weight_decay = 0;
  }
  return own;
}

/// Biases, and the gains of norms, which flows have per channel (C, 1, 1).
bool is_of_one_dimension(const at::Tensor& parameter) {
  return parameter.dim() <= 1 ||
         (parameter.dim() == 3 && parameter.size(1) == 1 && parameter.size(2) == 1);
}

/// Over the flat slice of a network, 1 where there are weights and 0 where there are biases, gains
/// of norms and gaps.
at::Tensor weights_without_biases(const FlatNetwork& network, const at::Tensor& slice) {
  at::Tensor mask = at::zeros_like(slice);
  for (const at::Tensor& parameter : network.parameters) {
    const int64_t begin = parameter.storage_offset() - slice.storage_offset();
    if (!is_of_one_dimension(parameter)) mask.narrow(0, begin, parameter.numel()).fill_(1);
  }
  return mask;
}

std::unique_ptr<Optimizer> optimizer_for(const LearnerOptions& options, const FlatNetwork& network,
                                         const at::Tensor& slice) {
  const LearnerOptions own = options_for(options, network.name);
  if (own.decay_biases || own.weight_decay == 0) return make_optimizer(own, slice);
  return make_partly_decaying_optimizer(own, slice, weights_without_biases(network, slice));
}

}  // namespace

Learner::Learner(LearnerSetup setup, FlatParameters& parameters, Communicator& communicator)
    : setup_(std::move(setup)),
      parameters_(parameters),
      communicator_(communicator),
      learning_rate_(setup_.options, setup_.num_steps),
      trained_(trained_networks(setup_.objective, parameters)),
      coefficients_(make_coefficients(setup_.objective, parameters.weights().device())),
      // M is a power of two: to multiply by its inverse rounds nothing.
      inverse_micro_batches_(at::full({1}, 1.0 / static_cast<double>(setup_.shape.micro_batches),
                                      parameters.weights().options())),
      reduction_(parameters.weights().device()) {
  for (const FlatNetwork* network : trained_) {
    weights_.push_back(
        parameters.weights().narrow(0, network->range.begin, network->range.count()));
  }
}

void Learner::begin(bool goes_on) {
  const bool averages = setup_.options.average_decay > 0 && averages_.empty();
  for (size_t k = 0; averages && k < trained_.size(); ++k) {
    averages_.emplace_back(setup_.options.average_decay, weights_[k]);
  }
  // Averages are evaluated also when training is over; what it alone needs is large.
  if (!goes_on || training_) return;
  const auto num_terms = static_cast<int64_t>(setup_.objective.terms.size());
  training_.emplace(Training{
      .sum = {trained_, parameters_, num_terms, setup_.shape.num_local_lanes, communicator_},
      .gradient = {setup_.objective, trained_},
      .buffers = BufferSnapshot(parameters_),
      .optimizers = {}});
  for (size_t k = 0; k < trained_.size(); ++k) {
    training_->optimizers.push_back(optimizer_for(setup_.options, *trained_[k], weights_[k]));
  }
}

void Learner::end() { training_.reset(); }

void Learner::update(const std::vector<Batch>& micro_batches, const UpdatePosition& position,
                     SharedTensors& shared) {
  begin(/*goes_on=*/true);
  // 1. The buffers, which every micro-batch starts from.
  training_->buffers.take();
  // 2. The gradient of each micro-batch, and what it made of the buffers.
  add_micro_batches(micro_batches, position, shared);
  // From here on nothing is differentiated.
  const at::AutoDispatchBelowAutograd no_gradients;
  // 3. Their sum over all ranks, in an order that does not depend on the number of ranks.
  reduction_.start();
  training_->sum.reduce();
  reduction_.stop();
  // 4. The mean; the flag is set for good where a value of it is not finite.
  at::_amp_foreach_non_finite_check_and_unscale_({training_->sum.vector()}, shared.not_finite,
                                                 inverse_micro_batches_);
  // 5. Clip, optimise, project, average: what the flag masks.
  clip_gradients();
  move_weights(position, shared.not_finite);
  // 6. The new buffers: the mean of what the micro-batches made of them.
  training_->buffers.replace(training_->sum.buffers(), shared.not_finite);
}

void Learner::add_micro_batches(const std::vector<Batch>& micro_batches,
                                const UpdatePosition& position, SharedTensors& shared) {
  set_coefficients(coefficients_, setup_.objective, position.own_step);
  const Batch empty;
  for (int64_t local_lane = 0; local_lane < setup_.shape.num_local_lanes; ++local_lane) {
    // Else what a micro-batch computes would depend on which lanes this rank has executed before.
    if (local_lane > 0) training_->buffers.restore();
    const Batch& batch =
        micro_batches.empty() ? empty : micro_batches[static_cast<size_t>(local_lane)];
    const uint64_t seed = micro_batch_seed(Stream::kTraining, setup_.shape, position,
                                           setup_.shape.lane_of(local_lane));
    training_->sum.add(training_->gradient.compute(batch, context(local_lane, shared), seed),
                       shared.stop);
  }
}

Context Learner::context(int64_t local_lane, SharedTensors& shared) const {
  Context context{.device = parameters_.weights().device(),
                  .micro_batch = setup_.shape.lane_of(local_lane),
                  .micro_batch_size = setup_.shape.micro_batch_size(),
                  .coefficients = coefficients_};
  const auto index = static_cast<size_t>(local_lane);
  if (!shared.lanes.empty()) context.lane_tensors = shared.lanes[index];
  if (!shared.scratch.empty()) context.scratch = &shared.scratch[index];
  return context;
}

void Learner::clip_gradients() {
  if (setup_.options.clip_norm == 0) return;
  at::Tensor gradients = training_->sum.all_gradients();
  // Of all networks that the objective trains, as one vector.
  const at::Tensor norm = at::linalg_vector_norm(gradients, 2);
  // As PyTorch does; the host never learns the norm.
  gradients.mul_((setup_.options.clip_norm / (norm + 1e-6)).clamp_max(1.0));
}

void Learner::move_weights(const UpdatePosition& position, const at::Tensor& not_finite) {
  const UpdateRates rates{learning_rate_.at(position.own_step),
                          momentum_at(setup_.options, position.own_step)};
  for (size_t k = 0; k < trained_.size(); ++k) {
    training_->optimizers[k]->update(weights_[k], training_->sum.gradient(k), rates, not_finite);
    project(weights_[k], not_finite);
    // Of the projected weights: averages keep their bounds, too.
    if (averages()) averages_[k].update(weights_[k], position.updates_before, not_finite);
  }
}

void Learner::project(at::Tensor& weights, const at::Tensor& not_finite) const {
  const double limit = setup_.options.clip_weights;
  if (limit == 0) return;
  // Without bound once a value was not finite: the weights stay the last good ones.
  const at::Tensor bound =
      at::full_like(not_finite, limit)
          .masked_fill_(not_finite.to(at::kBool), std::numeric_limits<double>::infinity());
  weights.clamp_(-bound, bound);
}

NamedTensors Learner::state() const {
  NamedTensors tensors;
  for (size_t k = 0; k < trained_.size(); ++k) {
    const std::string prefix = setup_.objective.name + "." + trained_[k]->name + ".";
    if (training_) {
      for (const auto& [name, tensor] : training_->optimizers[k]->state()) {
        tensors[prefix + name] = tensor;
      }
    }
    if (averages()) tensors[prefix + "average"] = averages_[k].values();
  }
  return tensors;
}

void Learner::write_average(at::Tensor& weights) const {
  for (size_t k = 0; k < averages_.size(); ++k) {
    weights.narrow(0, trained_[k]->range.begin, trained_[k]->range.count())
        .copy_(averages_[k].values());
  }
}

}  // namespace tandem
