#include "framework/report/run_collection.h"

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <system_error>

#include "framework/config/flat_configuration.h"
#include "framework/config/yaml_reader.h"
#include "framework/core/digest.h"
#include "framework/core/error.h"
#include "framework/core/files.h"
#include "framework/core/log.h"
#include "framework/core/named_values.h"
#include "framework/core/number_in.h"
#include "framework/core/text.h"
#include "framework/report/computing_device.h"
#include "framework/report/run_groups.h"
#include "framework/runs/edited_configuration.h"
#include "framework/runs/rank_status.h"
#include "framework/runs/run_directory.h"
#include "framework/runs/run_paths.h"

namespace tandem {
namespace {

namespace fs = std::filesystem;

/// Whether a directory has a configuration and more of what a run has from its beginning, or gets:
/// a sweep and a user keep configurations in folders of their own.
bool is_run(const fs::path& directory) {
  const RunPaths paths{directory};
  const std::array<fs::path, 4> others = {paths.overrides(), paths.manifest(), paths.metrics(),
                                          paths.checkpoints()};
  return holds_run(directory) && std::ranges::any_of(others, [](const fs::path& path) {
           return fs::exists(status_of(path));
         });
}

/// The runs below a directory. There are none inside a run.
std::vector<fs::path> runs_below(const fs::path& directory) {
  if (is_run(directory)) return {directory};
  std::vector<fs::path> found;
  std::vector<std::string> names = names_in(directory);
  std::ranges::sort(names);
  for (const std::string& name : names) {
    const fs::path path = directory / name;
    // What is at the path itself: a link that leads back up would have no end.
    if (!fs::is_directory(status_of(path))) continue;
    std::ranges::move(runs_below(path), std::back_inserter(found));
  }
  return found;
}

/// Whether the last start had no such rank.
bool is_of_another_start(const RankStatus& status, const RunManifest& manifest) {
  return manifest.was_started() && status.rank >= std::ssize(manifest.starts().back().start.hosts);
}

struct RunEnding {
  RunEnd end = RunEnd::kUnfinished;
  int64_t step = 0;
  std::string message = {};
};

/// How the last job of the run ended, by its manifest, or else by what its ranks said.
RunEnding last_ending(const CollectedRun& run) {
  const fs::path directory = RunPaths{run.path}.status_directory();
  std::vector<std::string> names = names_in(directory);
  std::ranges::sort(names);
  RunEnding ending{.step = run.metrics.empty() ? 0 : run.metrics.back().step};
  const auto& starts = run.manifest.starts();
  if (!starts.empty() && starts.back().end) {
    // What ranks said of themselves may be of starts before, with more of them.
    const RunStartEnd& end = *starts.back().end;
    const bool is_done = end.state == to_string(RankState::kDone);
    return {is_done ? RunEnd::kDone : RunEnd::kStopped, std::max(ending.step, end.step)};
  }
  for (const std::string& name : names) {
    const auto status = read_rank_status(directory / name);
    if (!status || is_of_another_start(*status, run.manifest)) continue;
    ending.step = std::max(ending.step, status->step);
    // A rank that diverged is the cause of what befell the others.
    if (status->state == RankState::kDiverged) {
      return {RunEnd::kDiverged, ending.step, status->message};
    }
    if (status->state == RankState::kFailed) {
      ending = {RunEnd::kLost, ending.step, status->message};
    }
  }
  return ending;
}

/// Throws DataError where metrics.jsonl ends before a run that came to its end.
void check_length(const CollectedRun& run) {
  const fs::path metrics = RunPaths{run.path}.metrics();
  if (run.end != RunEnd::kDone || !fs::exists(status_of(metrics))) return;
  // A run that is done has reported its last step, whatever the interval of reports.
  const auto parent = run.manifest.parent();
  const int64_t first_step = parent ? parent->step : 0;
  const int64_t last_step = run.metrics.empty() ? first_step : run.metrics.back().step;
  if (last_step >= run.end_step) return;
  throw DataError({.what = "the file was cut: the run reported more",
                   .where = metrics,
                   .expected = "lines up to step " + std::to_string(run.end_step),
                   .got = "up to step " + std::to_string(last_step),
                   .advice = "Put a sound copy of the file in its place."});
}

/// What a run goes on from: of its parents the configurations but for what a resumed run may give
/// anew, or the path of one that cannot be read, or would be its own parent.
std::string origin_of(const RunManifest& manifest, std::set<fs::path> seen = {}) {
  constexpr size_t kDigits = 8;
  const auto parent = manifest.parent();
  if (!parent) return "";
  std::string text = parent->run.string();
  try {
    if (holds_run(parent->run) && seen.insert(fs::weakly_canonical(parent->run)).second) {
      const RunManifest before(parent->run);
      const NamedTexts options = flatten(read_yaml_file(RunPaths{parent->run}.config()));
      std::string whole = origin_of(before, seen);
      whole.append("\n").append(
          computing_device(before, parent->step, text_under(options, kDeviceOption)));
      for (const auto& [name, value] : options) {
        // The parent may be trained further after its branch began.
        if (is_beside_results(name) || name == "steps") continue;
        whole.append("\n").append(name).append(": ").append(value);
      }
      text = whole;
    }
  } catch (const Error&) {
    // What it was is then not known any more.
  }
  return digest_of(text).substr(0, kDigits) + "@" + std::to_string(parent->step);
}

/// A word a line.
std::vector<std::string> read_overrides(const fs::path& file) {
  if (!fs::exists(status_of(file))) return {};
  std::vector<std::string> words = split(read_file(file), '\n');
  std::erase(words, "");
  return words;
}

CollectedRun collected(const fs::path& path) {
  check_is_run(path);
  const RunPaths paths{path};
  CollectedRun run{.path = path,
                   .options = flatten(read_yaml_file(paths.config())),
                   .overrides = read_overrides(paths.overrides()),
                   .manifest = RunManifest(path),
                   .records = read_records(path),
                   .metrics = read_report_lines(paths.metrics()),
                   .timing = read_report_lines(paths.timing()),
                   .best = known_best(paths.checkpoints())};
  if (run.family().empty()) {
    throw DataError({.what = "the configuration of the run names no family",
                     .where = paths.config(),
                     .expected = "model.family",
                     .advice = "Put a sound copy in its place."});
  }
  // Throws now, not in the middle of a comparison.
  (void)run.seed();
  run.origin = origin_of(run.manifest);
  RunEnding ending = last_ending(run);
  run.end = ending.end;
  run.end_step = ending.step;
  run.end_message = std::move(ending.message);
  check_length(run);
  warn_of_edited_configuration(paths, run.manifest);
  return run;
}

}  // namespace

std::string to_string(RunEnd end) {
  switch (end) {
    case RunEnd::kDone:
      return "done";
    case RunEnd::kStopped:
      return "stopped";
    case RunEnd::kDiverged:
      return "diverged";
    case RunEnd::kLost:
      return "lost";
    case RunEnd::kUnfinished:
      break;
  }
  return "unfinished";
}

std::string CollectedRun::option(const std::string& name) const {
  return text_under(options, name);
}

int64_t CollectedRun::number(const std::string& name) const {
  const std::string text = option(name);
  const auto number = number_in<int64_t>(text);
  if (!number) {
    throw DataError({.what = name + " is no whole number",
                     .where = RunPaths{path}.config(),
                     .got = text.empty() ? "nothing" : "'" + text + "'",
                     .advice = "Put a sound copy in its place."});
  }
  return *number;
}

std::vector<FoundRun> find_runs(const std::vector<fs::path>& named) {
  std::vector<FoundRun> found;
  std::map<fs::path, size_t> places;
  for (const fs::path& path : named) {
    std::error_code error;
    std::vector<fs::path> here;
    if (fs::is_directory(path, error)) here = runs_below(path);
    if (here.empty()) {
      throw ConfigError({.what = "there is no run",
                         .where = path,
                         .expected = "the directory of a run, or one with runs below it",
                         .got = fs::exists(path, error) ? "neither" : "nothing there",
                         .advice = "Name directories like runs/NAME."});
    }
    for (const fs::path& run : here) {
      // One run may be named by several paths.
      const auto place = places.try_emplace(fs::canonical(run, error), found.size()).first->second;
      if (place == found.size()) found.push_back({.path = run});
      if (run == path) found[place].is_named = true;
    }
  }
  return found;
}

std::vector<CollectedRun> collect_runs(const std::vector<fs::path>& named) {
  std::vector<CollectedRun> runs;
  std::optional<Error> failure;
  const std::vector<FoundRun> all = find_runs(named);
  for (const auto& [path, is_named] : all) {
    try {
      runs.push_back(collected(path));
    } catch (const Error& error) {
      // What cannot be read now may be sound: nobody should compare without it for that.
      if (is_named || all.size() == 1 || error.exit_code() != ExitCode::kBadInput) throw;
      log_warning("the run " + path.string() + " is left out: " + error.what());
      if (!failure) failure = error;
    }
  }
  if (runs.empty() && failure) throw *failure;
  return runs;
}

}  // namespace tandem
