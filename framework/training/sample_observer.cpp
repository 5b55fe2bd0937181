#include "framework/training/sample_observer.h"

#include <charconv>

#include "framework/checkpoint/files/checkpoint_directory.h"
#include "framework/core/files.h"

namespace tandem {

SampleObserver::SampleObserver(const Parts& parts)
    : parts_(parts),
      grids_(parts.state.model(), parts.data,
             {.device = parts.state.device(),
              .range = parts.state.pixel_range(),
              .count = parts.count,
              .seed = parts.seed}) {}

void SampleObserver::on_samples(int64_t step) {
  for (const std::string& kind : grids_.kinds()) {
    const std::string png = encode_png(grids_.grid(kind));
    const std::string suffix = kind == "samples" ? "" : "-" + kind;
    replace_file(parts_.directory / (step_name(step) + suffix + ".png"), png);
    parts_.events.add_image(step, kind, png);
  }
}

void remove_samples_after(const std::filesystem::path& directory, int64_t step) {
  for (const auto& entry : std::filesystem::directory_iterator(directory)) {
    const std::string name = entry.path().filename();
    if (!name.starts_with("step-")) continue;
    int64_t of_file = 0;
    std::from_chars(name.data() + 5, name.data() + name.size(), of_file);
    if (of_file > step) std::filesystem::remove(entry.path());
  }
}

}  // namespace tandem
