// A metric as the program sees it: what it is called, which way is better, what it needs and how it
// is measured. definitions/<stem>.cpp defines `Metric <stem>_metric()`.
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "framework/metrics/evaluation_streams.h"
#include "framework/model/capabilities.h"
#include "framework/runs/evaluation_record.h"

namespace tandem {

class MetricContext;

/// Which values are the better ones.
enum class Direction { kLower, kHigher, kNone };

/// One number of a metric.
struct MetricValue {
  std::string name;
  std::string unit;  // empty: a plain number
  Direction direction = Direction::kNone;
  std::string sentence;
};

/// What of a model is measured. Values are written in this order.
enum class Subject {
  kObjectives,       // per objective: its terms on the split
  kReconstructions,  // of the images of the split
  kLabels,           // that it gives to the images of the split
  kCodes,            // that it gives to the images of the splits
  kSamples,          // generated images
  kConditions,       // per condition: generated images of which it was asked for
  kTranslations,     // per translation: of the images of the split
  kLikelihood,       // of the images of the split
};

/// One of the things of a subject that a model has: an objective, a condition, a translation. A
/// subject that is not divided has a single part, with no prefix. A value is called
/// `<split>/<prefix><name>`.
struct SubjectPart {
  std::string prefix;                    // `<objective>/`, `<condition>_`, `<translation>/`
  size_t index = 0;                      // among all objectives evaluated, conditions, translations
  std::vector<MetricValue> values = {};  // of an objective: its terms, and `loss`
};

/// Whether a model has one of the interfaces of framework/model/capabilities.h, and what one that
/// has it can do.
struct NeededCapability {
  std::string ability;
  bool (*has)(const GenerativeModel& model);
};
template <class Interface>
NeededCapability needed() {
  return {Interface::kAbility,
          [](const GenerativeModel& model) { return capability<Interface>(model) != nullptr; }};
}

/// What there must be; the capabilities of its subject go without saying.
struct Needs {
  std::vector<NeededCapability> capabilities = {};
  bool features = false;  // of a feature network: values are called after it, `classifier_fid`
  bool logits = false;    // of the feature network, which is to tell classes apart
  bool classes = false;   // of a classifier of the data
  bool likelihood_samples = false;
  /// What else of the model, and of the data; by default nothing.
  std::function<bool(const GenerativeModel& model, const SubjectPart& part)> of_model = {};
  std::function<bool(const MetricContext& context, const SubjectPart& part)> of_data = {};
};

/// Images that the model made, in its pixel range, or images of the split that stand in for them.
struct MadeImages {
  at::Tensor images;  // (N, C, H, W)
  at::Tensor returned =
      {};            // the way back from these; undefined where there is none, and for pairs
  Batch input = {};  // what they were made of and, where asked for, targets and labels
};

/// What a metric asks of each image that the model makes: the images are made once for all metrics
/// of the subject. For kSamples, kReconstructions and kTranslations.
struct ImageColumns {
  /// How many numbers; null: none.
  std::function<int64_t(const MetricContext& context)> count = {};
  bool reads_labels = false;
  /// (N, count). Draws no random numbers, so that it does not depend on what else is asked.
  std::function<at::Tensor(MetricContext& context, const SubjectPart& part, const MadeImages& made)>
      values = {};
};

/// For ImageColumns::count, where it is always the same.
inline std::function<int64_t(const MetricContext&)> always(int64_t count) {
  return [count](const MetricContext&) { return count; };
}

struct Metric;

/// What a metric is measured with.
struct Measuring {
  MetricContext& context;
  const SubjectPart& part;
  const Metric& metric;
  uint64_t stream;          // of its own random numbers
  at::Tensor columns = {};  // of all images, (N, count) float64 on the CPU
};

/// A number, and what belongs beside it.
struct MeasuredValue {
  MeasuredValue(double number) : value(number) {}  // NOLINT(google-explicit-constructor)

  double value;
  std::optional<double> standard_error = {};
  std::optional<double> floor = {};    // the least that a perfect model would get
  std::optional<double> ceiling = {};  // the most
  std::optional<double> real = {};     // of other real images, at the same counts
};

struct Measured {
  /// One per value of the metric, in their order; nothing for what there is not. Empty: none.
  std::vector<std::optional<MeasuredValue>> values = {};
  std::vector<RecordedSeries> series = {};
  std::string note = {};  // what cannot be told by a number
};

/// When a metric is measured if none is named.
enum class Measure { kInTraining, kInEvaluations, kByName };

struct Metric {
  std::string name;
  std::string sentence;
  int64_t version = 1;  // of the definition: values of different ones do not compare
  Subject subject = Subject::kSamples;
  Measure when = Measure::kInEvaluations;
  Needs needs = {};
  std::vector<MetricValue> values;      // empty: those of the part
  std::optional<uint64_t> stream = {};  // by default it follows from the name
  ImageColumns columns = {};
  bool rounds = true;  // what the model makes is brought to 8 bits before it is measured
  /// What values depend on of the model beside its weights: they compare where it is equal.
  std::function<NamedTexts(const MetricContext& context)> stamp = {};
  /// Without gradients, but for kObjectives. Collective.
  std::function<Measured(const Measuring& measuring)> measure;
};

/// The table of all metrics, generated from the files in definitions/.
std::vector<Metric> all_metrics();

}  // namespace tandem
