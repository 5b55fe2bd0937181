// Which classes the classifier sees in generated images.
#include <ATen/ATen.h>

#include <cmath>
#include <optional>

#include "framework/metrics/metric_context.h"
#include "framework/runs/metric_names.h"
#include "framework/statistics/class_histogram.h"

namespace tandem {
namespace {

/// Shares of the classes among the labels of the split; undefined where they have no labels or not
/// those of the classifier.
at::Tensor shares_in_data(MetricContext& context) {
  if (!shares_classes(context.classifier(), context.data().description().class_names)) return {};
  const at::Tensor& labels = context.data_labels(context.settings().split);
  const int64_t num_classes = context.classifier().num_classes();
  if (!labels.defined() || labels.min().item<int64_t>() < 0 ||
      labels.max().item<int64_t>() >= num_classes) {
    return {};
  }
  return class_shares(labels, num_classes);
}

RecordedSeries histogram_of(const FeatureNetwork& classifier, const at::Tensor& generated,
                            const at::Tensor& data) {
  RecordedSeries series{.name = "class_histogram",
                        .sentence = "Shares of the classes.",
                        .rows = {"generated"},
                        .columns = classifier.class_names()};
  at::Tensor shares = generated.unsqueeze(0);
  if (data.defined()) {
    series.rows.emplace_back(kDataRow);
    shares = at::stack({generated, data});
  }
  shares = shares.contiguous();
  series.values.assign(shares.const_data_ptr<double>(),
                       shares.const_data_ptr<double>() + shares.numel());
  return series;
}

Measured measure(const Measuring& measuring) {
  MetricContext& context = measuring.context;
  const at::Tensor& logits = context.samples().classes;
  const at::Tensor generated = class_shares(logits.argmax(1), logits.size(1));
  const at::Tensor data = shares_in_data(context);
  MeasuredValue entropy = class_entropy(generated);
  MeasuredValue found = static_cast<double>(classes_found(generated));
  found.ceiling = static_cast<double>(logits.size(1));
  std::optional<MeasuredValue> divergence;
  if (data.defined()) {
    entropy.real = class_entropy(data);
    found.real = static_cast<double>(classes_found(data));
    const double value = class_divergence(generated, data);
    // A class that the data lacks would make it infinite.
    if (std::isfinite(value)) divergence = value;
  }
  return {.values = {entropy, found, logits.softmax(1).amax(1).mean().item<double>(), divergence},
          .series = {histogram_of(context.classifier(), generated, data)}};
}

}  // namespace

Metric generated_classes_metric() {
  return {.name = "generated_classes",
          .sentence = "The labels that the classifier gives to generated images.",
          .subject = Subject::kSamples,
          .when = Measure::kInTraining,
          .needs = {.classes = true},
          .values = {{.name = "class_entropy",
                      .unit = "nats",
                      .sentence = "of their histogram; that of the data is the right one"},
                     {.name = "classes_found",
                      .direction = Direction::kHigher,
                      .sentence = "classes with at least one image"},
                     {.name = "mean_confidence", .sentence = "mean probability of these labels"},
                     {.name = "class_divergence",
                      .unit = "nats",
                      .direction = Direction::kLower,
                      .sentence = "of their histogram from that of the labels of the split"}},
          .measure = measure};
}

}  // namespace tandem
