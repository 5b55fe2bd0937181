#include "framework/metrics/record_stamp.h"

#include <algorithm>
#include <iterator>

#include "framework/runs/stamp_fields.h"

namespace tandem {
namespace {

bool reads_generated(const Metric& metric) {
  return metric.subject == Subject::kSamples || metric.subject == Subject::kConditions;
}

}  // namespace

NamedTexts record_stamp(const MetricContext& context, const Metric& metric) {
  // Counts and networks that a metric does not use are left out: changing them changes no value of
  // it, and records would cease to compare.
  const EvaluationPlan& plan = context.plan();
  const Needs& needs = metric.needs;
  NamedTexts stamp = {{"metric", metric.name}, {"version", std::to_string(metric.version)}};
  if (needs.features || needs.logits) {
    stamp.emplace_back(kFeaturesField, context.network().identity());
  }
  if (needs.classes) stamp.emplace_back(kClassifierField, context.classifier().identity());
  stamp.emplace_back(kDataField, plan.weights.data);
  stamp.emplace_back(kSplitField, plan.settings.split);
  if (reads_generated(metric)) stamp.emplace_back(kSamplesField, std::to_string(plan.num_samples));
  if (needs.likelihood_samples) {
    stamp.emplace_back(kDrawsField, std::to_string(plan.likelihood_samples));
  }
  stamp.emplace_back("sampling_seed", std::to_string(plan.settings.seed));
  stamp.emplace_back(kWeightsField, plan.weights.kind);
  stamp.emplace_back("mode", "evaluation");
  stamp.emplace_back("pixels", metric.rounds ? "8 bits, rounded; not resized" : "not resized");
  stamp.emplace_back("chunk_size", std::to_string(plan.settings.chunk_size));
  stamp.emplace_back(kNumericsField, plan.weights.numerics);
  if (metric.stamp) std::ranges::move(metric.stamp(context), std::back_inserter(stamp));
  return stamp;
}

}  // namespace tandem
