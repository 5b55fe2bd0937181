// What is evaluated, and how.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "framework/data/storage/data_sources.h"
#include "framework/model/generative_model.h"
#include "framework/model/pixel_range.h"
#include "framework/runs/evaluation_record.h"
#include "framework/runs/stamp_fields.h"

namespace tandem {

class MeasuringNetworks;
struct Metric;

struct EvaluationSettings {
  uint64_t seed = 0;
  int64_t step = 0;
  int64_t chunk_size = 500;
  std::string split = "test";
  std::vector<std::string> fields = {"images"};
  PixelRange pixel_range = PixelRange::kUnit;
  /// Told after each chunk of work how many of how many this rank has done.
  std::function<void(int64_t done, int64_t total)> progress = {};
};

/// What is measured, beside the settings, as records say it.
struct MeasuredWeights {
  std::string digest;    // of the weights
  std::string kind;      // kAsSampled, kRaw
  std::string data;      // what the rows of the split are: digests
  std::string numerics;  // what results depend on besides model and data
};

/// What a model is evaluated with.
struct EvaluationPlan {
  EvaluationSettings settings;            // pixel range and fields are those of the model
  MeasuringNetworks* networks = nullptr;  // null: none
  int64_t num_samples = 2000;             // that are generated
  int64_t likelihood_samples = 0;         // draws that estimate a likelihood; 0: none is estimated
  MeasuredWeights weights = {};
  /// On rank 0: the values of a record that is known already; they are not measured again.
  std::function<std::optional<EvaluationRecord>(const EvaluationRecord& asked)> known = {};
  /// Before something is measured.
  std::function<void(const Metric& metric)> begins = {};
  /// On rank 0, as soon as something was measured.
  std::function<void(const EvaluationRecord& record)> measured = {};
};

/// An objective that is to be evaluated.
struct EvaluatedObjective {
  const Objective* objective;
  uint64_t index = 0;    // its place among the learners of the family: its random stream
  int64_t own_step = 0;  // steps in which it was trained: what its coefficients depend on
};

/// What is evaluated; everything outlives the evaluation.
struct EvaluatedModel {
  GenerativeModel& model;  // in evaluation mode
  const DataSources& data;
  const std::vector<EvaluatedObjective>& objectives;
};

}  // namespace tandem
