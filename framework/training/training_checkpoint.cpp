#include "framework/training/training_checkpoint.h"

#include <ATen/ATen.h>
#include <torch/utils.h>

#include <nlohmann/json.hpp>

#include "framework/core/error.h"
#include "framework/runs/run_paths.h"
#include "framework/training/averaged_weights.h"
#include "framework/training/lanes.h"

namespace tandem {
namespace {

NamedTensors learner_tensors(const TrainingState& training) {
  NamedTensors tensors;
  for (const Learner& learner : training.learners) tensors.merge(learner.state());
  return tensors;
}

nlohmann::json counts_of(const TrainingState& training) {
  nlohmann::json windows;
  nlohmann::json updates;
  for (size_t k = 0; k < training.learners.size(); ++k) {
    const std::string& name = training.learners[k].objective().name;
    windows[name] = training.windows[k].state();
    updates[name] = training.updates[k];
  }
  return {{"step", training.step}, {"windows", windows}, {"updates", updates}};
}

void restore_counts(const nlohmann::json& counts, const std::filesystem::path& origin,
                    TrainingState& training) {
  const auto refuse = [&origin](const std::string& cause) {
    throw CheckpointError({.what = "the state is not that of this training: " + cause,
                           .where = origin,
                           .advice = "Load it with the version and configuration that saved it."});
  };
  try {
    for (size_t k = 0; k < training.learners.size(); ++k) {
      const std::string& name = training.learners[k].objective().name;
      if (!training.windows[k].restore(counts.at("windows").at(name))) {
        refuse("'" + name + "' had other terms");
      }
      training.updates[k] = counts.at("updates").at(name);
    }
  } catch (const nlohmann::json::exception& error) {
    refuse(error.what());
  }
}

/// By way of the communicator's device.
at::Tensor from_first_rank(const at::Tensor& tensor, Communicator& communicator) {
  at::Tensor shared = tensor.to(communicator.device());
  if (shared.numel() > 0) communicator.broadcast(shared, 0);
  return shared.to(at::kCPU);
}

/// All but the values of tensors.
nlohmann::json outline_of(const CheckpointContents& contents) {
  nlohmann::json tensors = nlohmann::json::object();
  for (const auto& [part, named] : contents.tensors) {
    tensors[part] = nlohmann::json::object();
    for (const auto& [name, tensor] : named) {
      tensors[part][name] = {static_cast<int>(tensor.scalar_type()), tensor.sizes().vec()};
    }
  }
  nlohmann::json outline = {{"state", contents.state}, {"tensors", tensors}};
  if (contents.best) put_best(*contents.best, outline);
  return outline;
}

CheckpointContents from_outline(nlohmann::json outline) {
  CheckpointContents contents;
  contents.best = take_best(outline);
  contents.state = outline.at("state");
  for (const auto& [part, named] : outline.at("tensors").items()) {
    NamedTensors& tensors = contents.tensors[part];
    for (const auto& [name, form] : named.items()) {
      tensors[name] = at::empty(form.at(1).get<std::vector<int64_t>>(),
                                static_cast<at::ScalarType>(form.at(0).get<int>()));
    }
  }
  return contents;
}

/// What rank 0 reads of the checkpoint of a step, on every rank; tensors are on the CPU.
/// Collective.
CheckpointContents load_on_all(CheckpointStore& store, int64_t step, Communicator& communicator) {
  const bool is_source = communicator.rank() == 0;
  CheckpointContents contents;
  if (is_source) {
    contents = store.load(step);
    contents.best = store.checked_best(contents.best);
  }
  if (communicator.size() == 1) return contents;
  // The outline first: the other ranks make tensors from it to receive into.
  const std::string outline =
      gather_strings(communicator, is_source ? outline_of(contents).dump() : std::string()).front();
  if (!is_source) contents = from_outline(nlohmann::json::parse(outline));
  // Both maps are in the order of their names: every rank broadcasts the same tensors in turn.
  for (auto& [part, tensors] : contents.tensors) {
    for (auto& [name, tensor] : tensors) tensor = from_first_rank(tensor, communicator);
  }
  return contents;
}

}  // namespace

std::optional<SealedCheckpoint> seal_training(const TrainingState& training,
                                              Communicator& communicator) {
  CheckpointContents contents;
  // Collective, and so before the other ranks leave.
  contents.tensors = gather_lanes(training.shared.lanes, training.shape, communicator);
  if (communicator.rank() != 0) return std::nullopt;
  contents.tensors[kNetworksPart] = training.parameters.named_tensors();
  contents.tensors[kTrainingPart] = learner_tensors(training);
  // Beside the weights, not in their place: a resumed training needs both.
  if (const auto averaged = averaged_weights(training.learners, training.parameters)) {
    contents.tensors[kAveragePart] = training.parameters.named_tensors(*averaged);
  }
  contents.state = counts_of(training);
  contents.best = training.best;
  return sealed_checkpoint(training.step, contents);
}

CheckpointRecord record_of(const CheckpointManifest& manifest, const TrainingState& training) {
  CheckpointRecord record{.step = training.step, .digests = digests_of(manifest), .images = {}};
  // Every update of an objective takes a whole batch through each network that it trains.
  for (size_t k = 0; k < training.learners.size(); ++k) {
    for (const std::string& network : training.learners[k].objective().trains) {
      record.images[network] += training.updates[k] * training.shape.batch_size;
    }
  }
  return record;
}

void restore_training(CheckpointStore& store, int64_t step, const PhasePlan& phases,
                      Communicator& communicator, TrainingState& training) {
  CheckpointContents saved = load_on_all(store, step, communicator);
  const auto origin = store.directory_of(step);
  const torch::NoGradGuard no_grad;
  copy_tensors(saved.tensors[kNetworksPart], training.parameters.named_tensors(),
               origin / part_file(kNetworksPart));
  restore_counts(saved.state, origin / kStateFile, training);
  // Averages begin at the restored weights, before their own values are put in.
  for (size_t k = 0; k < training.learners.size(); ++k) {
    // One that has made no update has nothing in the checkpoint.
    if (training.updates[k] == 0) continue;
    training.learners[k].begin(phases.is_needed_after(k, step));
  }
  copy_tensors(saved.tensors[kTrainingPart], learner_tensors(training),
               origin / part_file(kTrainingPart));
  restore_lanes(saved.tensors, training.shape, origin, training.shared.lanes);
  training.step = step;
  training.best = saved.best;
}

}  // namespace tandem
