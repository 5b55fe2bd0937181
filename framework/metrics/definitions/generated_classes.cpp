// Which classes the classifier sees in generated images.
#include <ATen/ATen.h>

#include "framework/metrics/metric_context.h"

namespace tandem {
namespace {

Measured measure(const Measuring& measuring) {
  const at::Tensor& logits = measuring.context.samples().classes;
  const at::Tensor histogram = at::bincount(logits.argmax(1), {}, logits.size(1));
  const at::Tensor share = histogram.to(at::kDouble) / logits.size(0);
  const at::Tensor confidence = logits.softmax(1).amax(1);
  return {.values = {0.0 - at::xlogy(share, share).sum().item<double>(),
                     histogram.count_nonzero().item<double>(), confidence.mean().item<double>()}};
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
                      .direction = Direction::kHigher,
                      .sentence = "of their histogram"},
                     {.name = "classes_found",
                      .direction = Direction::kHigher,
                      .sentence = "classes with at least one image"},
                     {.name = "mean_confidence",
                      .direction = Direction::kHigher,
                      .sentence = "mean probability of these labels"}},
          .measure = measure};
}

}  // namespace tandem
