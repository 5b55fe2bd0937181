// Whether a run can be evaluated as its configuration asks, and which checkpoint is its best.
#pragma once

#include <vector>

#include "framework/data/storage/data_sources.h"
#include "framework/metrics/metric.h"
#include "framework/metrics/subjects.h"
#include "framework/model/generative_model.h"
#include "framework/training/run_options.h"

namespace tandem {

/// Throws ConfigError when the data lacks a split that is named, or the split `test` though a
/// metric or the best checkpoint is asked for, when `checkpoint.best` is no metric that the
/// evaluation may give for this model and its objectives, with what is `provided`, when
/// `evaluation.metrics` names one that cannot be measured, and when nothing says which of its
/// values is the best.
void check_evaluation(const RunOptions& options, const DataSources& data,
                      const GenerativeModel& model, const std::vector<Objective>& objectives,
                      const Provided& provided);

/// Which values of the metric `checkpoint.best` are the better ones: what `checkpoint.best_is`
/// says, for `auto` what the metric says. kNone where there is no such metric.
Direction best_direction(const RunOptions& options, const GenerativeModel& model,
                         const std::vector<Objective>& objectives, const Provided& provided);

}  // namespace tandem
