// Writes grids of what a family can show (images from fixed latents; reconstructions of test images
// taken evenly from the whole split; traversals; filters) as PNG files and to TensorBoard. Rank 0.
#pragma once

#include <filesystem>
#include <string>

#include "framework/core/png.h"
#include "framework/data/files/data_set_file.h"
#include "framework/training/event_writer.h"
#include "framework/training/model_state.h"
#include "framework/training/observer.h"

namespace tandem {

class SampleObserver : public Observer {
 public:
  struct Parts {
    std::filesystem::path directory;
    ModelState& state;
    const DataSetFile& data;
    EventWriter& events;
    int64_t count = 64;
    uint64_t seed = 0;
  };
  /// Everything in `parts` outlives the observer.
  explicit SampleObserver(Parts parts) : parts_(std::move(parts)) {}
  void on_samples(int64_t step) override;

 private:
  const Batch& test_images();
  void write_grid(int64_t step, const std::string& kind, const Image& grid);

  Parts parts_;
  Batch test_images_;  // read when first needed
};

/// "step-00001000": how steps are written in names of files and directories.
std::string step_name(int64_t step);

/// Removes the grids of later steps: what a resume from `step` will write again.
void remove_samples_after(const std::filesystem::path& directory, int64_t step);

}  // namespace tandem
