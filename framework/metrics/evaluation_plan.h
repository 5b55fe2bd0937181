// What is evaluated, and how.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "framework/data/storage/data_sources.h"
#include "framework/model/generative_model.h"
#include "framework/model/pixel_range.h"

namespace tandem {

class DataFeatures;

struct EvaluationSettings {
  uint64_t seed = 0;
  int64_t step = 0;
  int64_t chunk_size = 500;
  std::string split = "test";
  std::vector<std::string> fields = {"images"};
  PixelRange pixel_range = PixelRange::kUnit;
};

/// What a model is evaluated with.
struct EvaluationPlan {
  EvaluationSettings settings;       // pixel range and fields are those of the model
  DataFeatures* features = nullptr;  // null: there is no feature network
  int64_t num_samples = 2000;        // that are generated
  int64_t likelihood_samples = 0;    // draws that estimate a likelihood; 0: none is estimated
};

/// An objective that is to be evaluated.
struct EvaluatedObjective {
  const Objective* objective;
  uint64_t index = 0;    // its place in the model, which names its random stream
  int64_t own_step = 0;  // steps in which it was trained: what its coefficients depend on
};

/// What is evaluated; everything outlives the evaluation.
struct EvaluatedModel {
  GenerativeModel& model;  // in evaluation mode
  const DataSources& data;
  const std::vector<EvaluatedObjective>& objectives;
};

}  // namespace tandem
