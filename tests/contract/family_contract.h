// A family of the table over synthetic data, ready to train: what the tests of its contract share.
#pragma once

#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <memory>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "experiments/family_table.h"
#include "framework/data/storage/data_description.h"
#include "framework/device/generator_seeding.h"
#include "framework/distributed/mpi_session.h"
#include "framework/training/lanes.h"
#include "framework/training/learner.h"
#include "framework/training/model_state.h"

namespace tandem {

constexpr int64_t kMicroBatchSize = 4;
constexpr int64_t kMicroBatches = 2;

/// The family with what takes many steps (chains, annealing) cut short.
inline Family shortened(Family family) {
  constexpr int64_t kMostSteps = 20;
  for (OptionField& field : family.options.fields) {
    if (!field.name.ends_with("_steps")) continue;
    field.set(std::min(std::get<int64_t>(field.get()), kMostSteps));
  }
  return family;
}

/// A data set with every field that the family needs.
inline DataDescription synthetic_description(const Family& family, int64_t channels) {
  DataDescription data{.class_names = {"a", "b"}};
  for (const std::string& name : family.data.fields) {
    if (holds_images(name)) {
      data.fields.push_back({.name = name, .shape = {16, 16, channels}, .type = "uint8"});
    } else {
      data.fields.push_back({.name = name, .type = "int64"});
    }
  }
  return data;
}

/// A batch as stored, of every field that the description has.
inline Batch synthetic_batch(const DataDescription& data, int64_t count) {
  std::vector<std::pair<std::string, at::Tensor>> fields;
  for (const FieldDescription& field : data.fields) {
    std::vector<int64_t> shape = field.shape;
    shape.insert(shape.begin(), count);
    const bool pixels = field.type == "uint8";
    fields.emplace_back(
        field.name,
        at::randint(pixels ? 256 : 2, shape, at::kLong).to(pixels ? at::kByte : at::kLong));
  }
  return Batch(std::move(fields));
}

/// A family built over 1 or 3 channels, ready to train.
class FamilyContract : public testing::TestWithParam<std::tuple<size_t, int64_t>> {
 protected:
  FamilyContract()
      : family_(shortened(all_families()[std::get<0>(GetParam())])),
        data_(synthetic_description(family_, std::get<1>(GetParam()))),
        state_(family_, data_, /*seed=*/7, at::kCPU),
        communicator_(session_.communicator(at::kCPU)) {
    seed_generators(at::kCPU, 1);
    for (int64_t m = 0; m < kMicroBatches; ++m) {
      batches_.push_back(
          to_model_input(synthetic_batch(data_, kMicroBatchSize), family_.data.pixel_range));
    }
    shared_.lanes = make_lanes(state_.model(), shape_, at::kCPU);
    shared_.scratch.resize(kMicroBatches);
  }

  Learner make_learner(size_t index) {
    const Objective& objective = state_.objectives()[index];
    return Learner({objective, options_of(objective.name), shape_, shape_.steps},
                   state_.parameters(), *communicator_);
  }

  LearnerOptions options_of(const std::string& objective) const {
    for (const LearnerDefaults& defaults : family_.learners()) {
      if (defaults.objective == objective) return defaults.options;
    }
    ADD_FAILURE() << "no learner defaults for objective " << objective;
    return {};
  }

  Family family_;
  DataDescription data_;
  ModelState state_;
  MpiSession session_;
  std::unique_ptr<Communicator> communicator_;
  std::vector<Batch> batches_;
  Batch synthetic_batch_ = synthetic_batch(data_, kMicroBatchSize);  // as stored
  SharedTensors shared_{at::zeros({1}), at::zeros({1})};
  RunShape shape_{.seed = 7,
                  .steps = 10,
                  .batch_size = kMicroBatches * kMicroBatchSize,
                  .micro_batches = kMicroBatches,
                  .first_lane = 0,
                  .num_local_lanes = kMicroBatches};
};

}  // namespace tandem
