// What metrics measure from: the model, the data, and matrices over many images, each of which is
// gathered once, whichever metrics ask for it.
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "framework/distributed/communicator.h"
#include "framework/metrics/data_features.h"
#include "framework/metrics/evaluation_plan.h"
#include "framework/metrics/gathered_rows.h"
#include "framework/metrics/metric.h"

namespace tandem {

/// What the feature network sees in images, float64 on the CPU.
struct SeenImages {
  at::Tensor features;  // (N, features)
  at::Tensor logits;    // (N, classes)
};

class MetricContext {
 public:
  /// All outlive the context.
  MetricContext(const EvaluatedModel& evaluated, const EvaluationPlan& plan,
                Communicator& communicator)
      : evaluated_(evaluated), plan_(plan), communicator_(communicator) {}

  GenerativeModel& model() const { return evaluated_.model; }
  const DataSources& data() const { return evaluated_.data; }
  const std::vector<EvaluatedObjective>& objectives() const { return evaluated_.objectives; }
  const EvaluationPlan& plan() const { return plan_; }
  const EvaluationSettings& settings() const { return plan_.settings; }
  Communicator& communicator() const { return communicator_; }

  // What follows needs the feature network of the plan. All are collective when first asked for.

  FeatureNetwork& network() const { return plan_.features->network(); }
  /// Of plan().num_samples generated images, from latents that follow from (seed, step).
  const SeenImages& samples();
  /// Of as many, asked for the categories of the condition in turn.
  const SeenImages& samples_on(const Part& condition);
  /// The first `max_rows` images of a split, (N, features).
  const at::Tensor& data_features(const std::string& split, int64_t max_rows = kAllRows);
  /// Fitted to these; of the data, so that it is kept over evaluations.
  const Gaussian& data_gaussian(const std::string& split, int64_t max_rows = kAllRows);

  /// Says something about values under a name: what cannot be told by a number.
  void note(const std::string& name, const std::string& text) { notes_.emplace_back(name, text); }
  const std::vector<std::pair<std::string, std::string>>& notes() const { return notes_; }

 private:
  /// Changes latents (N, …) of samples from `begin` on.
  using LatentChange = std::function<at::Tensor(const at::Tensor& latents, int64_t begin)>;
  SeenImages see_samples(const LatentChange& change, uint64_t stream);
  std::string data_key(const std::string& split, int64_t max_rows) const;

  EvaluatedModel evaluated_;
  const EvaluationPlan& plan_;
  Communicator& communicator_;
  std::map<std::string, SeenImages> seen_;  // by the prefix of the condition
  std::map<std::string, at::Tensor> data_features_;
  std::vector<std::pair<std::string, std::string>> notes_;
};

/// The categories of samples begin … begin + count − 1 when they are asked for in turn, (count)
/// int64 on a device.
at::Tensor categories_in_turn(int64_t begin, int64_t count, int64_t num_categories,
                              const at::Device& device);

/// What the network takes of images (N, C, H, W) in `range`: (N, H, W, C) uint8 on their device.
at::Tensor measured_pixels(const at::Tensor& images, PixelRange range);

}  // namespace tandem
