// The best trials, with what their runs make.
#include <algorithm>

#include "framework/report/embedded_image.h"
#include "framework/report/page_parts.h"
#include "framework/report/sweep_panel.h"
#include "framework/runs/run_paths.h"
#include "framework/runs/sample_grids.h"

namespace tandem {
namespace {

constexpr size_t kMostTrials = 10;
constexpr size_t kMostPictured = 3;

struct GridFile {
  const SweepTrial* trial;
  std::filesystem::path run;
  int64_t step;
  std::filesystem::path path;
};

/// The last grid of generated images of each run of the first trials.
std::vector<GridFile> grids_of_best(const std::vector<const SweepTrial*>& best) {
  std::vector<GridFile> grids;
  for (size_t i = 0; i < std::min(best.size(), kMostPictured); ++i) {
    for (const std::filesystem::path& run : best[i]->runs) {
      const std::filesystem::path samples = RunPaths{run}.samples();
      const auto step = last_grid_step(samples);
      if (!step) continue;
      const std::filesystem::path path = grid_path(samples, *step);
      std::error_code unreadable;
      if (std::filesystem::is_regular_file(path, unreadable)) {
        grids.push_back({best[i], run, *step, path});
      }
    }
  }
  return grids;
}

Html pictures_of(const std::vector<GridFile>& grids) {
  std::vector<std::filesystem::path> files;
  for (const GridFile& grid : grids) files.push_back(grid.path);
  const uint64_t allowance = allowance_of_files(files, kPageImageBytes);
  Html all;
  for (size_t i = 0; i < grids.size();) {
    const SweepTrial* trial = grids[i].trial;
    Html row;
    for (; i < grids.size() && grids[i].trial == trial; ++i) {
      const std::string name = grids[i].run.filename().string();
      const std::string step = "step " + std::to_string(grids[i].step);
      row += captioned_image(
          grids[i].path, "Generated images of " + trial_text(*trial) + ", " + name + ", " + step,
          allowance, element("b", {}, isolated(name)) + ", " + step);
    }
    all += element("h3", {}, isolated("Trial " + std::to_string(trial->number))) +
           element("p", {{"class", "muted"}}, isolated(result_text(*trial))) +
           element("div", {{"class", "pictures"}}, row);
  }
  return all;
}

Html draw(const SweepSubject& sweep) {
  const auto best = best_trials(sweep);
  if (best.empty()) return {};
  TextTable table{.columns = {{"Trial"}, {sweep.metric, Alignment::kRight}, {"Seeds"}}};
  for (const SweepParameter& parameter : sweep.parameters)
    table.columns.push_back({parameter.name});
  for (size_t i = 0; i < std::min(best.size(), kMostTrials); ++i) {
    auto& row = table.rows.emplace_back();
    row = {std::to_string(best[i]->number), result_text(*best[i]),
           std::to_string(best[i]->runs.size())};
    for (const SweepParameter& parameter : sweep.parameters) {
      row.push_back(parameter_text(*best[i], parameter.name));
    }
  }
  return table_of("The best complete trials, with intervals of 95 % over their seeds.", table) +
         pictures_of(grids_of_best(best));
}

}  // namespace

SweepPanel best_trials_sweep_panel() {
  return {.title = "Best trials",
          .sentence =
              "The first ones by their values, and what the runs of the first three "
              "generate, in order; none chosen.",
          .place = 60,
          .filled_by = "wait until a trial is complete.",
          .draw = draw};
}

}  // namespace tandem
