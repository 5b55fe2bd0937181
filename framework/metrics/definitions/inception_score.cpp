// How sure the feature network is of what single generated images show, and how evenly they show
// all that it knows.
#include "framework/statistics/inception_score.h"

#include <ATen/ATen.h>

#include <cmath>

#include "framework/core/seed.h"
#include "framework/metrics/compared_features.h"
#include "framework/metrics/metric_context.h"

namespace tandem {
namespace {

constexpr int64_t kNumSplits = 10;

bool fills_splits(const MetricContext& context, const SubjectPart&) {
  return num_compared(context) >= kNumSplits;
}

/// Of rows in random order.
InceptionScore shuffled_score(const at::Tensor& logits, uint64_t seed) {
  const at::Tensor order = at::tensor(permutation(logits.size(0), seed), at::kLong);
  return inception_score(logits.index_select(0, order), kNumSplits);
}

Measured measure(const Measuring& measuring) {
  MetricContext& context = measuring.context;
  const uint64_t seed = choice_seed(measuring);
  const InceptionScore found = shuffled_score(context.samples().logits, seed);
  MeasuredValue score = found.mean;
  // By n − 1, as the deviation itself is by n.
  score.standard_error = found.deviation / std::sqrt(static_cast<double>(kNumSplits - 1));
  const at::Tensor& real = context.data_images(context.settings().split).logits;
  if (real.size(0) >= context.plan().num_samples) {
    const at::Tensor rows = standing_rows(real.size(0), context.plan().num_samples);
    score.real = shuffled_score(real.index_select(0, rows), seed).mean;
  }
  return {.values = {score}};
}

}  // namespace

Metric inception_score_metric() {
  return {.name = "inception_score",
          .sentence =
              "exp of the mean divergence of the classes that the feature network sees in a "
              "generated image from those that it sees in all, over 10 parts in random "
              "order. It does not know the data, and compares within one network only.",
          .version = 2,
          .subject = Subject::kSamples,
          .needs = {.features = true, .logits = true, .of_data = fills_splits},
          .values = {{.name = "inception_score", .direction = Direction::kHigher}},
          .measure = measure};
}

}  // namespace tandem
