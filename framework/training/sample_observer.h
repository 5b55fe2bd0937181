// Writes grids of all that a family can show as PNG files and to TensorBoard. Rank 0.
#pragma once

#include <filesystem>

#include "framework/data/storage/data_sources.h"
#include "framework/showing/model_grids.h"
#include "framework/training/event_writer.h"
#include "framework/training/model_state.h"
#include "framework/training/observer.h"

namespace tandem {

class SampleObserver : public Observer {
 public:
  struct Parts {
    std::filesystem::path directory;
    ModelState& state;
    const DataSources& data;
    EventWriter& events;
    int64_t count = 64;
    uint64_t seed = 0;
  };
  /// Everything in `parts` outlives the observer.
  explicit SampleObserver(const Parts& parts);
  void on_samples(int64_t step) override;

 private:
  Parts parts_;
  ModelGrids grids_;
};

}  // namespace tandem
