// A training of one objective, between two of its steps.
#pragma once

#include <ATen/ATen.h>

#include "framework/distributed/local_communicator.h"
#include "framework/training/training_state.h"
#include "tests/framework/training/two_networks.h"

namespace tandem {

/// Of both networks only the first is trained, by the objective "fit" with the term "mean", in ten
/// steps; on the CPU and alone.
struct SmallTraining {
  explicit SmallTraining(const LearnerOptions& options = {}) {
    const Objective objective = model.objective("first");
    state.learners.emplace_back(LearnerSetup{objective, options, state.shape, state.shape.steps},
                                parameters, communicator);
    state.windows.emplace_back(objective);
    state.updates.push_back(0);
  }

  TwoNetworks model;
  FlatParameters parameters{model.networks, at::kCPU};
  LocalCommunicator communicator;
  TrainingState state{
      .shape = {.seed = 1, .steps = 10, .batch_size = 16, .micro_batches = 4, .num_local_lanes = 4},
      .parameters = parameters,
      .shared = {at::zeros({1}), at::zeros({1})}};
};

}  // namespace tandem
