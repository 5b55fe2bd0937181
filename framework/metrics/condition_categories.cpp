#include "framework/metrics/condition_categories.h"

#include <ATen/ATen.h>

#include "framework/metrics/labelled_images.h"
#include "framework/statistics/matching.h"

namespace tandem {

Condition condition_of(const GenerativeModel& model, const SubjectPart& part) {
  return capability<GeneratesOnCondition>(model)->conditions()[part.index];
}

bool has_categories(const GenerativeModel& model, const SubjectPart& part) {
  return condition_of(model, part).num_categories > 0;
}

bool has_labelled_categories(const GenerativeModel& model, const SubjectPart& part) {
  return has_categories(model, part) && capability<Clusters>(model) == nullptr;
}

bool data_has_categories(const MetricContext& context, const SubjectPart& part) {
  const auto num_classes = context.data().description().class_names.size();
  return has_labels(context, part) &&
         condition_of(context.model(), part).num_categories == static_cast<int64_t>(num_classes);
}

bool classifier_tells_categories(const MetricContext& context, const SubjectPart& part) {
  const FeatureNetwork& classifier = context.classifier();
  return shares_classes(classifier, context.data().description().class_names) &&
         condition_of(context.model(), part).num_categories == classifier.num_classes();
}

at::Tensor asked_and_read(const Measuring& measuring) {
  MetricContext& context = measuring.context;
  const at::Tensor asked =
      categories_in_turn(0, context.plan().num_samples,
                         condition_of(context.model(), measuring.part).num_categories, at::kCPU);
  return count_pairs(asked, context.samples_on_condition().classes.argmax(1));
}

}  // namespace tandem
