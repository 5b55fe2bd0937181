#include "framework/training/sample_observer.h"

#include <charconv>
#include <string>
#include <string_view>
#include <system_error>

#include "framework/core/files.h"
#include "framework/core/png.h"
#include "framework/runs/checkpoint_directory.h"

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
  for (const std::string& name : grids_.names()) {
    const std::string png = encode_png(grids_.grid(name));
    const std::string suffix = name == "samples" ? "" : "-" + name;
    replace_file(parts_.directory / (step_name(step) + suffix + ".png"), png);
    parts_.events.add_image(step, name, png);
  }
}

std::vector<std::filesystem::path> samples_after(const std::filesystem::path& directory,
                                                 int64_t step) {
  constexpr std::string_view kPrefix = "step-";
  std::vector<std::filesystem::path> later;
  for (const std::string& name : names_in(directory)) {
    if (!name.starts_with(kPrefix)) continue;
    int64_t of_file = 0;
    std::from_chars(name.data() + kPrefix.size(), name.data() + name.size(), of_file);
    if (of_file > step) later.push_back(directory / name);
  }
  return later;
}

}  // namespace tandem
