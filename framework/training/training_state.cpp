#include "framework/training/training_state.h"

#include <ATen/ATen.h>
#include <torch/utils.h>

#include "framework/core/seed.h"
#include "framework/device/generator_seeding.h"
#include "framework/training/lanes.h"

namespace tandem {
namespace {

RunShape shape_of(const RunOptions& options, const Communicator& communicator) {
  const int64_t num_local_lanes = options.batch.micro_batches / communicator.size();
  return {.seed = static_cast<uint64_t>(options.seed),
          .steps = options.steps,
          .batch_size = options.batch.size,
          .micro_batches = options.batch.micro_batches,
          .first_lane = communicator.rank() * num_local_lanes,
          .num_local_lanes = num_local_lanes};
}

}  // namespace

TrainingState initial_state(const RunConfiguration& configuration, const PhasePlan& phases,
                            ModelState& state, Communicator& communicator) {
  FlatParameters& parameters = state.parameters();
  const auto options = parameters.weights().options();
  const RunShape shape = shape_of(configuration.options(), communicator);
  TrainingState training{
      .shape = shape,
      .parameters = parameters,
      .shared = {.not_finite = at::zeros({1}, options),
                 .stop = at::zeros({1}, options),
                 .lanes = make_lanes(state.model(), shape, state.device()),
                 .scratch = std::vector<Scratch>(static_cast<size_t>(shape.num_local_lanes))}};
  const std::vector<Objective>& objectives = state.objectives();
  for (size_t k = 0; k < objectives.size(); ++k) {
    training.learners.emplace_back(
        LearnerSetup{objectives[k], configuration.learner(objectives[k].name), shape,
                     phases.active_steps(k)},
        parameters, communicator);
    training.windows.emplace_back(objectives[k]);
    training.updates.push_back(0);
  }
  return training;
}

int64_t batches_drawn(const TrainingState& training) {
  int64_t num_drawn = 0;
  for (size_t k = 0; k < training.learners.size(); ++k) {
    const bool draws = training.learners[k].objective().batch_use == BatchUse::kDraws;
    if (draws) num_drawn += training.updates[k];
  }
  return num_drawn;
}

void prepare_objective(TrainingState& training, size_t k, const std::vector<Batch>& micro_batches,
                       ModelState& state, Communicator& communicator) {
  const torch::NoGradGuard no_grad;
  const Learner& learner = training.learners[k];
  // Rank 0 has the first lane at any number of ranks: the same micro-batch prepares.
  if (communicator.rank() == 0) {
    seed_generators(state.device(), mix_seed(Stream::kPreparation, training.shape.seed, k));
    state.model().prepare(learner.objective().name,
                          micro_batches.empty() ? Batch() : micro_batches.front(),
                          learner.context(0, training.shared));
  }
  FlatParameters& parameters = training.parameters;
  communicator.broadcast(parameters.weights(), 0);
  if (parameters.buffers().numel() > 0) communicator.broadcast(parameters.buffers(), 0);
  for (at::Tensor buffer : parameters.integer_buffers()) communicator.broadcast(buffer, 0);
}

}  // namespace tandem
