// How well a linear classifier tells classes from codes, learning from few labels or many.
#include "framework/statistics/linear_probe.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>

#include "framework/data/image_fields.h"
#include "framework/metrics/labelled_images.h"
#include "framework/metrics/metric_context.h"
#include "framework/metrics/split_codes.h"

namespace tandem {
namespace {

constexpr const char* kLearntSplit = "train";
constexpr const char* kChoiceSplit = "valid";
constexpr int64_t kMostChoiceRows = 10000;
/// Labels that are learnt from; 0: all.
constexpr std::array<int64_t, 5> kNumLabels = {10, 100, 1000, 10000, 0};

bool has_labels_to_learn(const MetricContext& context, const SubjectPart& part) {
  const std::string labels = label_field(image_field(context.settings().fields));
  return has_labels(context, part) && context.settings().split != kLearntSplit &&
         context.data().has_field(kLearntSplit, labels);
}

LabelledFeatures labelled_codes(MetricContext& context, const std::string& split,
                                int64_t max_rows = kAllRows) {
  return {split_codes(context, split, max_rows), context.data_labels(split, max_rows)};
}

LabelledFeatures part_of(const LabelledFeatures& rows, int64_t begin, int64_t count) {
  return {rows.rows.narrow(0, begin, count), rows.labels.narrow(0, begin, count)};
}

struct ProbeData {
  LabelledFeatures train;
  LabelledFeatures valid;
  LabelledFeatures test;
};

/// Scaled by the codes of train. C is chosen by the split valid or, where there is none beside the
/// measured one, by the last tenth of train.
ProbeData probe_data(MetricContext& context) {
  ProbeData data{.train = labelled_codes(context, kLearntSplit),
                 .test = labelled_codes(context, context.settings().split)};
  const std::string labels = label_field(image_field(context.settings().fields));
  // The split that is measured must not choose C as well.
  const bool has_valid =
      context.settings().split != kChoiceSplit && context.data().has_field(kChoiceSplit, labels);
  if (has_valid) {
    data.valid = labelled_codes(context, kChoiceSplit, kMostChoiceRows);
  } else {
    const int64_t num_chosen_by = std::max<int64_t>(1, data.train.rows.size(0) / 10);
    const int64_t num_kept = data.train.rows.size(0) - num_chosen_by;
    data.valid = part_of(data.train, num_kept, num_chosen_by);
    data.train = part_of(data.train, 0, num_kept);
  }
  const ColumnScale scale = fit_column_scale(data.train.rows);
  for (LabelledFeatures* each : {&data.train, &data.valid, &data.test}) {
    each->rows = scale.apply(each->rows);
  }
  return data;
}

Measured measure(const Measuring& measuring) {
  MetricContext& context = measuring.context;
  const ProbeData data = probe_data(context);
  const std::string labels = label_field(image_field(context.settings().fields));
  const auto num_classes = static_cast<int64_t>(class_names_of(context.data(), labels).size());
  const int64_t num_train = data.train.rows.size(0);
  const auto num_test = static_cast<double>(data.test.rows.size(0));
  // One order for all numbers of labels: the few are among the many.
  const at::Tensor order = balanced_order(data.train.labels, measuring.stream);
  Measured measured;
  for (const int64_t wanted : kNumLabels) {
    if (wanted > num_train) {
      measured.values.emplace_back(std::nullopt);
      continue;
    }
    const at::Tensor rows = order.narrow(0, 0, wanted == 0 ? num_train : wanted);
    const LabelledFeatures train{data.train.rows.index_select(0, rows),
                                 data.train.labels.index_select(0, rows)};
    MeasuredValue error = probe(train, data.valid, data.test, num_classes).error;
    error.standard_error = std::sqrt(error.value * (1 - error.value) / num_test);
    measured.values.emplace_back(error);
  }
  return measured;
}

std::vector<MetricValue> values() {
  std::vector<MetricValue> all;
  for (const int64_t count : kNumLabels) {
    const std::string labels = count == 0 ? "all" : std::to_string(count);
    all.push_back({.name = "probe_error_" + labels,
                   .direction = Direction::kLower,
                   .sentence = "after learning from " + labels + " labels"});
  }
  return all;
}

}  // namespace

Metric linear_probe_metric() {
  return {.name = "linear_probe",
          .sentence =
              "The fraction of images of the split whose label a logistic regression on their "
              "codes does not tell; it learns from codes of the split train, in which classes are "
              "drawn evenly, and the weight of its loss is chosen by the split valid or the last "
              "tenth of train.",
          .version = 3,
          .subject = Subject::kCodes,
          .when = Measure::kByName,
          .needs = {.of_data = has_labels_to_learn},
          .values = values(),
          .rounds = false,
          .measure = measure};
}

}  // namespace tandem
