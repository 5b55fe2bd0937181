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

/// The records of `metrics` that say something: by subject, part and metric, in the order given.
/// They are the same on every rank, but that only rank 0 has those that the plan knows. Collective.
std::vector<EvaluationRecord> evaluate(const EvaluatedModel& evaluated, const EvaluationPlan& plan,
                                       Communicator& communicator,
                                       const std::vector<Metric>& metrics);

/// Their values, `<split>/<name>`, without what stands beside them.
NamedValues values_of(const std::vector<EvaluationRecord>& records, const std::string& split);

/// Those of the table that are measured where none is named, or that are named. Throws ConfigError
/// for another name, listing all.
std::vector<Metric> chosen_metrics(const std::vector<std::string>& names, Measure when);

/// Throws ConfigError where one of the metrics cannot be measured, saying what it lacks.
void check_metrics(const std::vector<Metric>& metrics, const GenerativeModel& model,
                   const std::vector<EvaluatedObjective>& objectives, const Provided& provided);

/// Throws DataError where one of the metrics is in none of the records.
void check_measured(const std::vector<Metric>& metrics,
                    const std::vector<EvaluationRecord>& records);

/// What `evaluate` may give for a model, its names without the split.
std::vector<MetricValue> possible_values(const GenerativeModel& model,
                                         const std::vector<EvaluatedObjective>& objectives,
                                         const Provided& provided,
                                         const std::vector<Metric>& metrics);

}  // namespace tandem
