#include "framework/metrics/condition_categories.h"

#include "framework/metrics/labelled_images.h"

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

}  // namespace tandem
