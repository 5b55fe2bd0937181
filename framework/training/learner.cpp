#include "framework/training/learner.h"

#include <torch/torch.h>

#include <chrono>

#include "framework/core/error.h"
#include "framework/core/seed.h"
#include "framework/model/random_streams.h"
#include "framework/training/schedule.h"

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

}  // namespace

Learner::Learner(LearnerSetup setup, FlatParameters& parameters, Communicator& communicator)
    : setup_(std::move(setup)),
      parameters_(parameters),
      communicator_(communicator),
      trained_(trained_networks(setup_.objective, parameters)),
      contribution_(trained_, parameters, static_cast<int64_t>(setup_.objective.terms.size()),
                    setup_.shape.num_lanes, communicator),
      coefficients_(make_coefficients(setup_.objective, parameters.weights().device())),
      inverse_micro_batches_(at::full({1}, 1.0 / static_cast<double>(setup_.shape.micro_batches),
                                      parameters.weights().options())),
      buffers_before_(at::empty_like(parameters.buffers())) {
  for (const FlatNetwork* network : trained_) {
    for (const at::Tensor& parameter : network->parameters) {
      inputs_.push_back(parameter);
      accumulators_.push_back(torch::autograd::impl::grad_accumulator(parameter));
    }
    weights_.push_back(
        parameters.weights().narrow(0, network->range.begin, network->range.count()));
    optimizers_.push_back(make_optimizer(setup_.options, weights_.back()));
    if (setup_.options.average_decay > 0) {
      averages_.emplace_back(setup_.options.average_decay, weights_.back());
    }
  }
  for (const at::Tensor& buffer : parameters.integer_buffers()) {
    integer_buffers_before_.push_back(at::empty_like(buffer));
  }
}

void Learner::update(const std::vector<Batch>& micro_batches, int64_t step, int64_t update,
                     int64_t num_updates, SharedFlags& flags) {
  {
    torch::NoGradGuard no_grad;
    if (buffers_before_.numel() > 0) buffers_before_.copy_(parameters_.buffers());
    for (size_t i = 0; i < integer_buffers_before_.size(); ++i) {
      integer_buffers_before_[i].copy_(parameters_.integer_buffers()[i]);
    }
  }
  set_coefficients(coefficients_, setup_.objective, step);
  const Batch empty;
  for (int64_t lane = 0; lane < setup_.shape.num_lanes; ++lane) {
    const auto seed =
        mix_seed({static_cast<uint64_t>(Stream::kTraining), setup_.shape.seed,
                  static_cast<uint64_t>(step), setup_.index, static_cast<uint64_t>(update),
                  static_cast<uint64_t>(setup_.shape.first_lane + lane)});
    compute(micro_batches.empty() ? empty : micro_batches[static_cast<size_t>(lane)], lane, seed,
            flags);
  }
  finish(step, num_updates, flags);
}

void Learner::compute(const Batch& batch, int64_t lane, uint64_t seed, const SharedFlags& flags) {
  if (lane > 0) {
    torch::NoGradGuard no_grad;
    if (buffers_before_.numel() > 0) parameters_.buffers().copy_(buffers_before_);
    for (size_t i = 0; i < integer_buffers_before_.size(); ++i) {
      parameters_.integer_buffers()[i].copy_(integer_buffers_before_[i]);
    }
  }
  const at::Device device = parameters_.weights().device();
  seed_generators(device, seed);
  const Losses losses = setup_.objective.loss(
      batch,
      {device, setup_.shape.first_lane + lane, setup_.shape.micro_batch_size(), coefficients_});
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
  contribution_.add(gradients, losses, flags.stop);
}

void Learner::finish(int64_t step, int64_t num_updates, SharedFlags& flags) {
  const at::AutoDispatchBelowAutograd no_gradients;
  const auto start = std::chrono::steady_clock::now();
  contribution_.reduce();
  reduction_seconds_ +=
      std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  at::_amp_foreach_non_finite_check_and_unscale_({contribution_.vector()}, flags.not_finite,
                                                 inverse_micro_batches_);
  if (setup_.options.clip_norm > 0) {
    at::Tensor gradients = contribution_.all_gradients();
    const at::Tensor norm = at::linalg_vector_norm(gradients, 2);
    gradients.mul_((setup_.options.clip_norm / (norm + 1e-6)).clamp_max(1.0));
  }
  const double rate = learning_rate_at(setup_.options, step, setup_.shape.steps);
  for (size_t k = 0; k < trained_.size(); ++k) {
    optimizers_[k]->update(weights_[k], contribution_.gradient(k), rate, flags.not_finite);
    if (setup_.options.clip_weights > 0) {
      weights_[k].clamp_(-setup_.options.clip_weights, setup_.options.clip_weights);
    }
    if (averages()) averages_[k].update(weights_[k], num_updates, flags.not_finite);
  }
  if (buffers_before_.numel() > 0) {
    at::where_out(parameters_.buffers(), flags.not_finite.to(at::kBool), buffers_before_,
                  contribution_.buffers());
  }
}

NamedTensors Learner::state() const {
  NamedTensors tensors;
  for (size_t k = 0; k < trained_.size(); ++k) {
    const std::string prefix = setup_.objective.name + "." + trained_[k]->name + ".";
    for (const auto& [name, tensor] : optimizers_[k]->state()) tensors[prefix + name] = tensor;
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
