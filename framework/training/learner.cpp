#include "framework/training/learner.h"

#include <torch/torch.h>

#include <algorithm>
#include <limits>

#include "framework/config/nearest_name.h"
#include "framework/core/error.h"
#include "framework/core/seed.h"
#include "framework/core/text.h"
#include "framework/device/generator_seeding.h"
#include "framework/optimization/schedule.h"

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

/// One call for all of them: a network with batch norm has an integer per layer.
void copy_all(at::TensorList from, at::TensorList to) {
  if (!from.empty()) at::_foreach_copy_(to, from);
}

}  // namespace

void check_names(const LearnerOptions& options, const Objective& objective) {
  for (const std::string& name : options.decayed_networks) {
    const auto& trained = objective.trains;
    if (std::find(trained.begin(), trained.end(), name) != trained.end()) continue;
    throw ConfigError({.what = "the objective trains no network of this name",
                       .where = "learners." + objective.name + ".decayed_networks",
                       .expected = "some of " + joined(trained),
                       .got = "'" + name + "'",
                       .advice = suggest_name(name, trained)});
  }
}

Learner::Learner(LearnerSetup setup, FlatParameters& parameters, Communicator& communicator)
    : setup_(std::move(setup)),
      parameters_(parameters),
      communicator_(communicator),
      trained_(trained_networks(setup_.objective, parameters)),
      coefficients_(make_coefficients(setup_.objective, parameters.weights().device())),
      inverse_micro_batches_(at::full({1}, 1.0 / static_cast<double>(setup_.shape.micro_batches),
                                      parameters.weights().options())),
      reduction_(parameters.weights().device()) {
  check_names(setup_.options, setup_.objective);
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
  if (!goes_on || contribution_) return;
  contribution_.emplace(trained_, parameters_, static_cast<int64_t>(setup_.objective.terms.size()),
                        setup_.shape.num_lanes, communicator_);
  for (size_t k = 0; k < trained_.size(); ++k) {
    for (const at::Tensor& parameter : trained_[k]->parameters) {
      inputs_.push_back(parameter);
      accumulators_.push_back(torch::autograd::impl::grad_accumulator(parameter));
    }
    optimizers_.push_back(
        make_optimizer(options_for(setup_.options, trained_[k]->name), weights_[k]));
  }
  buffers_before_ = at::empty_like(parameters_.buffers());
  for (const at::Tensor& buffer : parameters_.integer_buffers()) {
    integer_buffers_before_.push_back(at::empty_like(buffer));
  }
}

void Learner::end() {
  contribution_.reset();
  inputs_.clear();
  accumulators_.clear();
  optimizers_.clear();
  buffers_before_ = at::Tensor();
  integer_buffers_before_.clear();
}

void Learner::update(const std::vector<Batch>& micro_batches, const UpdatePosition& position,
                     SharedTensors& shared) {
  begin(/*goes_on=*/true);
  {
    torch::NoGradGuard no_grad;
    if (buffers_before_.numel() > 0) buffers_before_.copy_(parameters_.buffers());
    copy_all(parameters_.integer_buffers(), integer_buffers_before_);
  }
  set_coefficients(coefficients_, setup_.objective, position.own_step);
  const Batch empty;
  for (int64_t lane = 0; lane < setup_.shape.num_lanes; ++lane) {
    const auto seed = mix_seed(Stream::kTraining, setup_.shape.seed, position.step, setup_.index,
                               position.update, setup_.shape.first_lane + lane);
    compute(micro_batches.empty() ? empty : micro_batches[static_cast<size_t>(lane)], lane, seed,
            shared);
  }
  finish(position, shared);
}

Context Learner::context(int64_t lane, SharedTensors& shared) const {
  Context context{.device = parameters_.weights().device(),
                  .micro_batch = setup_.shape.first_lane + lane,
                  .micro_batch_size = setup_.shape.micro_batch_size(),
                  .coefficients = coefficients_};
  const auto index = static_cast<size_t>(lane);
  if (!shared.lanes.empty()) context.lane_tensors = shared.lanes[index];
  if (!shared.scratch.empty()) context.scratch = &shared.scratch[index];
  return context;
}

void Learner::compute(const Batch& batch, int64_t lane, uint64_t seed, SharedTensors& shared) {
  if (lane > 0) {
    torch::NoGradGuard no_grad;
    if (buffers_before_.numel() > 0) parameters_.buffers().copy_(buffers_before_);
    copy_all(integer_buffers_before_, parameters_.integer_buffers());
  }
  seed_generators(parameters_.weights().device(), seed);
  const Losses losses = setup_.objective.loss(batch, context(lane, shared));
  if (losses.terms.size() != setup_.objective.terms.size()) {
    throw Error(ExitCode::kInternal, {.what = "a loss must return the terms that it names",
                                      .where = setup_.objective.name,
                                      .expected = std::to_string(setup_.objective.terms.size()),
                                      .got = std::to_string(losses.terms.size())});
  }
  const auto gradients = torch::autograd::grad({losses.total}, inputs_, {},
                                               /*retain_graph=*/false, /*create_graph=*/false,
                                               /*allow_unused=*/true);
  const at::AutoDispatchBelowAutograd no_gradients;
  contribution_->add(gradients, losses, shared.stop);
}

void Learner::finish(const UpdatePosition& position, SharedTensors& shared) {
  const at::AutoDispatchBelowAutograd no_gradients;
  reduction_.start();
  contribution_->reduce();
  reduction_.stop();
  at::_amp_foreach_non_finite_check_and_unscale_({contribution_->vector()}, shared.not_finite,
                                                 inverse_micro_batches_);
  const LearnerOptions& options = setup_.options;
  if (options.clip_norm > 0) {
    at::Tensor gradients = contribution_->all_gradients();
    const at::Tensor norm = at::linalg_vector_norm(gradients, 2);
    gradients.mul_((options.clip_norm / (norm + 1e-6)).clamp_max(1.0));
  }
  const UpdateRates rates{learning_rate_at(options, position.own_step, setup_.num_steps),
                          momentum_at(options, position.own_step)};
  for (size_t k = 0; k < trained_.size(); ++k) {
    optimizers_[k]->update(weights_[k], contribution_->gradient(k), rates, shared.not_finite);
    if (options.clip_weights > 0) {
      // Without bound once a value was not finite: the weights stay the last good ones.
      const at::Tensor bound = at::full_like(shared.not_finite, options.clip_weights)
                                   .masked_fill_(shared.not_finite.to(at::kBool),
                                                 std::numeric_limits<double>::infinity());
      weights_[k].clamp_(-bound, bound);
    }
    if (averages()) averages_[k].update(weights_[k], position.num_updates, shared.not_finite);
  }
  if (buffers_before_.numel() > 0) {
    at::where_out(parameters_.buffers(), shared.not_finite.to(at::kBool), buffers_before_,
                  contribution_->buffers());
  }
}

NamedTensors Learner::state() const {
  NamedTensors tensors;
  for (size_t k = 0; k < trained_.size(); ++k) {
    const std::string prefix = setup_.objective.name + "." + trained_[k]->name + ".";
    if (contribution_) {
      for (const auto& [name, tensor] : optimizers_[k]->state()) tensors[prefix + name] = tensor;
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
