#include "framework/training/sample_observer.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <charconv>
#include <vector>

#include "framework/core/files.h"
#include "framework/evaluation/generation.h"
#include "framework/evaluation/split_means.h"

namespace tandem {
namespace {

constexpr int64_t kTraversalColumns = 9;
constexpr int64_t kInterpolationRows = 8;

}  // namespace

std::string step_name(int64_t step) {
  const std::string digits = std::to_string(step);
  return "step-" + std::string(digits.size() < 8 ? 8 - digits.size() : 0, '0') + digits;
}

void SampleObserver::on_samples(int64_t step) {
  GenerativeModel& model = parts_.state.model();
  const PixelRange range = parts_.state.pixel_range();
  const at::Device& device = parts_.state.device();
  if (can_generate(model)) {
    const at::Tensor images = generate_images(model, range, device, parts_.count, parts_.seed);
    write_grid(step, "samples", grid_of(images, square_columns(parts_.count)));
  }
  if (can_reconstruct(model) && parts_.data.has_group("test")) {
    const int64_t columns = square_columns(parts_.count);
    const at::Tensor rows = reconstruct_images(model, range, test_images(), columns);
    write_grid(step, "reconstructions", grid_of(rows, columns));
  }
  if (can_traverse(model) && parts_.data.has_group("test")) {
    const at::Tensor images = traversal_images(model, range, test_images(), kTraversalColumns);
    write_grid(step, "traversals", grid_of(images, kTraversalColumns));
    if (test_images().size() > 1) {
      const at::Tensor between =
          interpolation_images(model, range, test_images(), kInterpolationRows, kTraversalColumns);
      write_grid(step, "interpolations", grid_of(between, kTraversalColumns));
    }
  }
  if (can_show_filters(model)) {
    const at::Tensor images = filter_images(model, parts_.count);
    write_grid(step, "filters", grid_of(images, square_columns(images.size(0))));
  }
}

const Batch& SampleObserver::test_images() {
  if (test_images_.size() > 0) return test_images_;
  const DataSetGroup& group = parts_.data.group("test");
  const int64_t columns = square_columns(parts_.count);
  const int64_t count = std::min(group.num_rows, columns * ((columns + 1) / 2));
  std::vector<at::Tensor> images;
  for (int64_t i = 0; i < count; ++i) {
    const int64_t row = i * group.num_rows / count;
    images.push_back(
        read_batch(group, {"images"}, row, row + 1, parts_.state.device()).field("images"));
  }
  test_images_ = Batch({{"images", at::cat(images)}});
  return test_images_;
}

void SampleObserver::write_grid(int64_t step, const std::string& kind, const Image& grid) {
  const std::string png = encode_png(grid);
  const std::string suffix = kind == "samples" ? "" : "-" + kind;
  replace_file(parts_.directory / (step_name(step) + suffix + ".png"), png);
  parts_.events.add_image(step, kind, png);
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
