// Writes grids of all that a family can show as PNG files and to TensorBoard.
#include <string>
#include <system_error>

#include "framework/core/files.h"
#include "framework/core/image.h"
#include "framework/runs/run_paths.h"
#include "framework/runs/sample_grids.h"
#include "framework/showing/model_grids.h"
#include "framework/training/observer_kind.h"

namespace tandem {
namespace {

class SampleObserver : public Observer {
 public:
  explicit SampleObserver(const ObservedTraining& training)
      : directory_(RunPaths{training.run}.samples()),
        events_(*training.events),
        grids_(training.state.model(), training.data,
               {.device = training.state.device(),
                .range = training.state.pixel_range(),
                .count = training.options.samples.count,
                .seed = static_cast<uint64_t>(training.options.seed)}) {}

  void on_samples(int64_t step) override {
    // Someone may have tidied up. Where it cannot be made, the first grid says so.
    std::error_code error;
    std::filesystem::create_directories(directory_, error);
    for (const std::string& name : grids_.training_names()) {
      const std::string png = encode_png(grids_.grid(name));
      replace_file(grid_path(directory_, step, name == "samples" ? "" : name), png);
      events_.add_image(step, name, png);
    }
  }

 private:
  std::filesystem::path directory_;
  EventWriter& events_;
  ModelGrids grids_;
};

}  // namespace

ObserverKind samples_observer() {
  return {.make = [](const ObservedTraining& training) {
    return std::make_unique<SampleObserver>(training);
  }};
}

}  // namespace tandem
