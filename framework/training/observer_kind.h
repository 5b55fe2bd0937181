// A kind of observer as a training sees it. observers/<stem>.cpp defines
// `ObserverKind <stem>_observer()`.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <vector>

#include "framework/data/storage/data_sources.h"
#include "framework/training/event_writer.h"
#include "framework/training/model_state.h"
#include "framework/training/observer.h"
#include "framework/training/run_options.h"

namespace tandem {

/// What an observer may use of the training that it watches. All of it outlives the observer.
struct ObservedTraining {
  std::filesystem::path run;
  const RunOptions& options;
  ModelState& state;
  const DataSources& data;
  int64_t rank = 0;
  int64_t start_step = 0;         // steps made before this process
  EventWriter* events = nullptr;  // on rank 0
};

struct ObserverKind {
  bool is_of_every_rank = false;  // otherwise of rank 0 alone
  /// Null where nobody asked for it. Throws ConfigError where the request cannot be understood.
  std::function<std::unique_ptr<Observer>(const ObservedTraining& training)> make;
};

/// The table of all kinds, generated from the files in observers/.
std::vector<ObserverKind> all_observer_kinds();

/// The observers of a rank, in the order of the table.
std::vector<std::unique_ptr<Observer>> make_observers(const ObservedTraining& training);

}  // namespace tandem
