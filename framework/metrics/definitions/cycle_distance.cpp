// How far an image lies from what comes back when its translation is translated back.
#include <ATen/ATen.h>

#include "framework/metrics/image_measures.h"
#include "framework/metrics/metric_context.h"
#include "framework/metrics/subjects.h"

namespace tandem {
namespace {

bool has_way_back(const GenerativeModel& model, const SubjectPart& part) {
  const std::vector<Translation> all = capability<TranslatesImages>(model)->translations();
  return !all[part.index].paired && way_back(all, all[part.index]) != nullptr;
}

/// (N, 1). Not brought to 8 bits: the way back takes the translation as it is, too.
at::Tensor columns(MetricContext& context, const SubjectPart& part, const MadeImages& made) {
  const PixelRange range = context.settings().pixel_range;
  const std::string field = translation_of(context.model(), part).input;
  return absolute_difference(to_unit(made.returned, range), to_unit(made.input.field(field), range))
      .unsqueeze(1);
}

}  // namespace

Metric cycle_distance_metric() {
  return {.name = "cycle_distance",
          .sentence =
              "Images of unpaired domains beside what is left of them after both ways, "
              "pixels in [0, 1].",
          .subject = Subject::kTranslations,
          .when = Measure::kInTraining,
          .needs = {.of_model = has_way_back},
          .values = {{.name = "cycle_l1",
                      .direction = Direction::kLower,
                      .sentence = "mean absolute difference"}},
          .columns = {.count = always(1), .values = columns},
          .rounds = false,
          .measure = column_means};
}

}  // namespace tandem
