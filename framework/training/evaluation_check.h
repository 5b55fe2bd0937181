// Whether a run can be evaluated as its configuration asks. Called before training: by --dry-run
// and by every rank.
#pragma once

#include "framework/data/storage/data_sources.h"
#include "framework/model/generative_model.h"
#include "framework/training/run_options.h"

namespace tandem {

/// Throws ConfigError when the evaluated split is `valid` and the data has none, and when
/// `checkpoint.best` is no metric that evaluate_model may give for this model and its objectives,
/// with a classifier where the options name one.
void check_evaluation(const RunOptions& options, const DataSources& data, GenerativeModel& model,
                      const std::vector<Objective>& objectives);

}  // namespace tandem
