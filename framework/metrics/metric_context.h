// What metrics measure from: the model, the data, and matrices over many images, each of which is
// gathered once, whichever metrics ask for it.
#pragma once

#include <ATen/core/Tensor.h>

#include <any>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "framework/distributed/communicator.h"
#include "framework/metrics/evaluation_plan.h"
#include "framework/metrics/gathered_rows.h"
#include "framework/metrics/measuring_networks.h"
#include "framework/metrics/metric.h"

namespace tandem {

class ColumnLayout;

/// Which of these are asked for.
struct WantedSights {
  bool features = false;
  bool logits = false;
  bool classes = false;
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
  /// With another split in place of the evaluated one.
  EvaluationSettings settings_of(const std::string& split) const;
  Communicator& communicator() const { return communicator_; }

  /// Makes what these metrics of a part are measured from: images in one pass. Returns the columns
  /// of each, undefined for one without. Collective, as is all that follows when first asked for.
  std::vector<at::Tensor> begin_part(const SubjectPart& part,
                                     const std::vector<const Metric*>& metrics);
  /// Whether all images that the model made for the part are finite; those that are not are
  /// measured with black for NaN.
  bool images_are_finite() const { return images_are_finite_; }

  // What follows needs the networks of the plan.

  FeatureNetwork& network() const { return plan_.networks->network(); }
  FeatureNetwork& classifier() const { return *plan_.networks->classifier(); }
  /// Of plan().num_samples generated images, from latents that follow from (seed, step).
  const SeenImages& samples() const { return samples_; }
  /// Of as many, asked for the categories of the condition in turn; for metrics of kConditions.
  const SeenImages& samples_on_condition() const { return samples_on_condition_; }
  /// Of all images of a split or of `max_rows` that stand for it, as standing_rows chooses them:
  /// features and, of all of the evaluated split, logits.
  const SeenImages& data_images(const std::string& split, int64_t max_rows = kAllRows);
  /// Fitted to their features. Both are of the data, so that they are kept over evaluations.
  const Gaussian& data_gaussian(const std::string& split, int64_t max_rows = kAllRows);
  /// The classes (N) int64 of the same images, undefined where the split has none. Throws DataError
  /// for a label that is none of the classes that the data names.
  const at::Tensor& data_labels(const std::string& split, int64_t max_rows = kAllRows);
  /// The first split other than the evaluated one with at least `num_rows` images: of valid, test
  /// and train, which the network may know.
  std::optional<std::string> other_split(int64_t num_rows) const;
  /// The same by the rows of `field` in place of the first field of images.
  std::optional<std::string> other_split(int64_t num_rows, const std::string& field) const;

  /// What several metrics need, made by the first that asks. Collective.
  template <class Value>
  const Value& once(const std::string& key, const std::function<Value()>& make) {
    std::any& kept = kept_[key];
    if (!kept.has_value()) kept = make();
    return std::any_cast<const Value&>(kept);
  }

 private:
  /// Changes latents (N, …) of samples from `begin` on.
  using LatentChange = std::function<at::Tensor(const at::Tensor& latents, int64_t begin)>;
  /// What is seen of samples, and their columns.
  std::pair<SeenImages, at::Tensor> generate(const LatentChange& change, uint64_t stream,
                                             const SubjectPart& part, const ColumnLayout& layout);
  std::vector<GatheredMatrix> matrices_of(const WantedSights& wanted) const;
  std::vector<at::Tensor> see(const at::Tensor& pixels, const WantedSights& wanted) const;
  std::string data_key(const std::string& split, int64_t max_rows) const;

  EvaluatedModel evaluated_;
  const EvaluationPlan& plan_;
  Communicator& communicator_;
  WantedSights wanted_;
  bool images_are_finite_ = true;
  SeenImages samples_;
  SeenImages samples_on_condition_;
  std::map<std::string, at::Tensor> data_labels_;
  std::map<std::string, std::any> kept_;
};

/// The categories of samples begin … begin + count − 1 when they are asked for in turn, (count)
/// int64 on a device.
at::Tensor categories_in_turn(int64_t begin, int64_t count, int64_t num_categories,
                              const at::Device& device);

/// What the network takes of images (N, C, H, W) in `range`: (N, H, W, C) uint8 on their device.
at::Tensor measured_pixels(const at::Tensor& images, PixelRange range);

}  // namespace tandem
