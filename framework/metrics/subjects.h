// What the subjects of metrics consist of for a model.
#pragma once

#include <vector>

#include "framework/metrics/evaluation_plan.h"
#include "framework/metrics/metric.h"

namespace tandem {

/// In the order in which their values are written.
std::vector<Subject> all_subjects();

/// The parts of a subject, none where the model lacks its capability. `objectives` are those that
/// are evaluated, of which only those that draw batches are parts; the index is the place there.
std::vector<Part> parts_of(Subject subject, const GenerativeModel& model,
                           const std::vector<EvaluatedObjective>& objectives);

/// What an evaluation has beside model and data.
struct Provided {
  bool feature_network = false;
  bool likelihood_samples = false;
};

/// Whether everything that the metric needs is there, as far as it can be told without data.
bool applies(const Metric& metric, const GenerativeModel& model, const Part& part,
             const Provided& provided);

/// The values of the metric for a part.
const std::vector<MetricValue>& values_of(const Metric& metric, const Part& part);

}  // namespace tandem
