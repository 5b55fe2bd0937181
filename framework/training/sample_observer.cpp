#include "framework/training/sample_observer.h"

#include <string>
#include <system_error>

#include "framework/core/files.h"
#include "framework/core/image.h"
#include "framework/runs/sample_grids.h"

namespace tandem {

SampleObserver::SampleObserver(const Parts& parts)
    : parts_(parts),
      grids_(parts.state.model(), parts.data,
             {.device = parts.state.device(),
              .range = parts.state.pixel_range(),
              .count = parts.count,
              .seed = parts.seed}) {}

void SampleObserver::on_samples(int64_t step) {
  // Someone may have tidied up. Where it cannot be made, the first grid says so.
  std::error_code error;
  std::filesystem::create_directories(parts_.directory, error);
  for (const std::string& name : grids_.training_names()) {
    const std::string png = encode_png(grids_.grid(name));
    replace_file(grid_path(parts_.directory, step, name == "samples" ? "" : name), png);
    parts_.events.add_image(step, name, png);
  }
}

}  // namespace tandem
