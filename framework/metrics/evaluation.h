// Measures a model by all metrics that it, the data and the plan allow.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "framework/core/named_values.h"
#include "framework/distributed/communicator.h"
#include "framework/metrics/evaluation_plan.h"
#include "framework/metrics/metric.h"
#include "framework/metrics/subjects.h"

namespace tandem {

struct Evaluation {
  NamedValues values;  // `<split>/<prefix of the part><name of the value>`
  std::vector<std::pair<std::string, std::string>> notes;  // sentences about some of them
};

/// The values of `metrics`, the same bits on every rank: by subject, part and metric, in the order
/// given. Collective.
Evaluation evaluate(const EvaluatedModel& evaluated, const EvaluationPlan& plan,
                    Communicator& communicator, const std::vector<Metric>& metrics = all_metrics());

/// What `evaluate` may give for a model, its names without the split.
std::vector<MetricValue> possible_values(const GenerativeModel& model,
                                         const std::vector<EvaluatedObjective>& objectives,
                                         const Provided& provided,
                                         const std::vector<Metric>& metrics = all_metrics());

}  // namespace tandem
