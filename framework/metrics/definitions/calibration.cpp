// How honest the probabilities are that a model gives to the classes of images.
#include <ATen/ATen.h>

#include <cmath>

#include "framework/data/image_fields.h"
#include "framework/metrics/labelled_images.h"
#include "framework/metrics/metric_context.h"

namespace tandem {
namespace {

constexpr int64_t kBins = 15;

/// Of every image of the split, (N, 3) float64: −log p(label), the probability of the class that is
/// named, and whether that is the label.
at::Tensor gather_answers(const Measuring& measuring) {
  MetricContext& context = measuring.context;
  auto& classifies = require<Classifies>(context.model());
  const std::string images = image_field(context.settings().fields);
  const std::string labels = label_field(images);
  (void)context.data_labels(context.settings().split);  // refuses those of no class
  const auto values = [&](const Batch& stored) {
    const Batch input = to_model_input(stored, context.settings().pixel_range);
    const at::Tensor given = classifies.classify(input.field(images)).to(at::kDouble);
    const at::Tensor label = input.field(labels).to(at::kLong);
    const auto [confidence, named] = given.softmax(1).max(1);
    const at::Tensor surprise = -given.log_softmax(1).gather(1, label.unsqueeze(1)).flatten();
    return at::stack({surprise, confidence, named.eq(label).to(at::kDouble)}, 1);
  };
  return gather_split_rows(
      context.data(), context.settings(),
      {.fields = {images, labels}, .num_values = 3, .stream = measuring.stream, .values = values},
      context.communicator());
}

Measured measure(const Measuring& measuring) {
  const at::Tensor rows = gather_answers(measuring);
  const auto count = static_cast<double>(rows.size(0));
  const at::Tensor surprise = rows.select(1, 0);
  MeasuredValue likelihood = surprise.mean().item<double>();
  likelihood.standard_error = surprise.std().item<double>() / std::sqrt(count);
  if (!rows.select(1, 1).isfinite().all().item<bool>()) {
    // What is no number lies in no interval.
    return {.values = {likelihood, std::nan("")},
            .note = "The answers to some images are not finite: they have no probabilities."};
  }
  // Intervals (0, 1/15], (1/15, 2/15], …
  const at::Tensor bins =
      (rows.select(1, 1) * kBins).ceil().sub(1).clamp(0, kBins - 1).to(at::kLong);
  const at::Tensor confidence = at::zeros({kBins}, at::kDouble);
  const at::Tensor right = at::zeros({kBins}, at::kDouble);
  confidence.index_add_(0, bins, rows.select(1, 1));
  right.index_add_(0, bins, rows.select(1, 2));
  // Sums and not means of an interval: it is thereby weighted by its images.
  const double error = (confidence - right).abs().sum().item<double>() / count;
  const at::Tensor shares = at::stack({confidence, right}) / count;
  const auto* share = shares.const_data_ptr<double>();
  return {.values = {likelihood, error},
          .series = {{.name = "calibration",
                      .sentence = "Images by the probability of the class named: the sum of these "
                                  "probabilities, and how many are right, as shares of all images.",
                      .rows = {"probability", "right"},
                      .columns = {},
                      .values = {share, share + shares.numel()}}}};
}

}  // namespace

Metric calibration_metric() {
  return {.name = "calibration",
          .sentence = "The probabilities that a classifier gives to the classes of images.",
          .subject = Subject::kLabels,
          .needs = {.capabilities = {needed<Classifies>()}, .of_data = has_labels},
          .values = {{.name = "label_negative_log_likelihood",
                      .unit = "nats",
                      .direction = Direction::kLower,
                      .sentence = "of the labels"},
                     {.name = "calibration_error",
                      .direction = Direction::kLower,
                      .sentence = "how far the probability of the class that is named lies from "
                                  "how often it is right, in 15 equal intervals of the "
                                  "probability, weighted by their images (Guo et al., \"On "
                                  "calibration of modern neural networks\", 2017)"}},
          .rounds = false,
          .measure = measure};
}

}  // namespace tandem
