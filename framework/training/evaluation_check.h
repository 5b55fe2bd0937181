// Whether a run can be evaluated as its configuration asks. Called before training: by --dry-run
// and by every rank.
#pragma once

#include <vector>

#include "framework/data/files/data_sources.h"
#include "framework/model/generative_model.h"
#include "framework/training/run_options.h"

namespace tandem {

/// Throws ConfigError when the evaluated split is `valid` and the data has none, and when
/// `checkpoint.best` cannot be a metric of the evaluation: of another split, or of an objective
/// that has no such term.
void check_evaluation(const RunOptions& options, const DataSources& data,
                      const std::vector<Objective>& objectives);

}  // namespace tandem
