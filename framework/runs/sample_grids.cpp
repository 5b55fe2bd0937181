#include "framework/runs/sample_grids.h"

#include <algorithm>

#include "framework/core/files.h"
#include "framework/runs/run_paths.h"

namespace tandem {
namespace {

constexpr const char* kGridExtension = ".png";
constexpr char kKindMark = '-';

template <class Accepts>
std::vector<std::filesystem::path> grids_where(const std::filesystem::path& samples,
                                               const Accepts& accepts) {
  std::vector<std::filesystem::path> grids;
  for (const std::string& name : names_in(samples)) {
    const auto step = leading_step(name);
    if (step && accepts(*step)) grids.push_back(samples / name);
  }
  std::ranges::sort(grids);
  return grids;
}

std::string grid_name(int64_t step, const std::string& kind) {
  std::string name = step_name(step);
  if (!kind.empty()) name.append(1, kKindMark).append(kind);
  return name + kGridExtension;
}

}  // namespace

std::filesystem::path grid_path(const std::filesystem::path& samples, int64_t step,
                                const std::string& kind) {
  return samples / grid_name(step, kind);
}

std::filesystem::path sample_path(const std::filesystem::path& samples, int64_t step,
                                  const std::string& kind) {
  return samples / ("sample-" + grid_name(step, kind));
}

std::filesystem::path translations_path(const std::filesystem::path& samples, int64_t step) {
  return samples / ("translated-" + step_name(step));
}

std::optional<std::string> kind_of_grid(const std::filesystem::path& grid) {
  const std::string stem = grid.stem().string();
  const auto step = leading_step(stem);
  if (!step || grid.extension() != kGridExtension) return std::nullopt;
  std::string rest = stem.substr(step_name(*step).size());
  if (rest.empty()) return rest;
  if (rest.front() != kKindMark) return std::nullopt;
  return rest.substr(1);
}

std::optional<int64_t> last_grid_step(const std::filesystem::path& samples) {
  std::optional<int64_t> last;
  for (const std::string& name : names_in(samples)) {
    if (kind_of_grid(name)) last = std::max(last, leading_step(name));
  }
  return last;
}

std::vector<std::filesystem::path> grids_of(const std::filesystem::path& samples, int64_t step) {
  return grids_where(samples, [step](int64_t other) { return other == step; });
}

std::vector<std::filesystem::path> files_after(const std::filesystem::path& samples, int64_t step) {
  return grids_where(samples, [step](int64_t other) { return other > step; });
}

}  // namespace tandem
