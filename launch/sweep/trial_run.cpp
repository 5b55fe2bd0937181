#include "launch/sweep/trial_run.h"

#include <algorithm>
#include <cmath>
#include <fstream>

#include "framework/core/files.h"
#include "framework/core/text.h"
#include "framework/report/number_text.h"
#include "framework/runs/checkpoint_directory.h"
#include "framework/runs/report_lines.h"
#include "framework/runs/run_directory.h"
#include "framework/runs/sample_grids.h"

namespace tandem {
namespace {

using End = JobResult::End;
using Kind = TrialEnd::Kind;

/// This very program.
std::string tandem_path() { return std::filesystem::read_symlink("/proc/self/exe").string(); }

/// The last line in which `tandem` said what is wrong, or the last one.
std::string last_words(const std::filesystem::path& log) {
  constexpr std::string_view kPrefix = "tandem";
  std::ifstream file(log);
  std::string words;
  std::string last;
  for (std::string line; std::getline(file, line);) {
    // What is redrawn in one line is progress.
    line = line.substr(line.rfind('\r') + 1);
    if (line.starts_with(kPrefix) && line.find(": ") < 20) words = line.substr(line.find(": ") + 2);
    if (!line.empty()) last = line;
  }
  return printable_line(words.empty() ? last : words);
}

/// Values of the sweep's metric that a run reported up to a step.
std::map<int64_t, double> values_of(const std::filesystem::path& run, const std::string& metric,
                                    int64_t until) {
  std::map<int64_t, double> values;
  for (const ReportLine& line : read_report_lines(RunPaths{run}.metrics())) {
    if (line.step > until) continue;
    for (const auto& [name, value] : line.values) {
      if (name == metric) values[line.step] = value;
    }
  }
  return values;
}

}  // namespace

Arguments trial_command(const SweepPaths& paths, const VirtualSweep& sweep, const TrialJob& job,
                        const JobPlace& place) {
  const auto& [trial, seed, until] = job.key;
  const SweepState& state = sweep.state();
  const std::filesystem::path run = paths.run(trial, seed);
  Arguments call = {tandem_path()};
  if (holds_run(run)) {
    call.insert(call.end(), {"resume", run.string()});
  } else {
    const auto index = static_cast<size_t>(trial);
    const SweepFamily& family = state.definition.families[sweep.family_of(trial)];
    if (const auto parent = state.courses[index].parent) {
      call.insert(call.end(), {"train", "--from",
                               paths.run(*parent, seed).string() + "@" + std::to_string(job.from)});
    } else {
      call.insert(call.end(), {"train", family.config.string()});
      call.insert(call.end(), family.overrides.begin(), family.overrides.end());
      call.push_back("seed=" + std::to_string(seed));
    }
    const auto set = overrides_of(state.definition.space, state.trials[index].parameters);
    call.insert(call.end(), set.begin(), set.end());
    call.insert(call.end(), {"--run", run.string()});
  }
  call.insert(call.end(),
              {"--until", std::to_string(until), "--ranks", std::to_string(place.ranks)});
  if (!place.host.empty()) {
    call.insert(call.end(), {"--hosts", place.host + ":" + std::to_string(place.ranks)});
  }
  call.insert(call.end(), place.launcher_words.begin(), place.launcher_words.end());
  return call;
}

JobResult result_at(const std::string& metric, const std::filesystem::path& run, int64_t until) {
  JobResult result{.values = values_of(run, metric, until)};
  if (!result.values.contains(until)) {
    result.end = End::kFailed;
    result.cause = "the run reports no '" + metric + "' at step " + std::to_string(until);
  }
  return result;
}

TrialEnd end_of_trial(const SweepDefinition& sweep, const std::filesystem::path& run,
                      const TrialJob& job, const ProcessEnd& end,
                      const std::filesystem::path& log) {
  const int64_t until = job.key.until;
  TrialEnd trial{.cause = last_words(log)};
  const ExitCode code = end.signal == 0 ? ExitCode{end.code} : ExitCode::kRankLost;
  switch (code) {
    case ExitCode::kDone:
    case ExitCode::kStopped:
      if (newest_checkpoint(run) < until) {
        trial.kind = Kind::kAgain;
      } else {
        trial.result = result_at(sweep.metric, run, until);
      }
      return trial;
    case ExitCode::kDiverged:
      trial.result = {.end = End::kDiverged, .values = values_of(run, sweep.metric, until)};
      return trial;
    case ExitCode::kInputOutput:
    case ExitCode::kRankLost:
      trial.kind = Kind::kLost;
      return trial;
    default:
      trial.result = {.end = End::kFailed, .cause = trial.cause};
      return trial;
  }
}

int64_t newest_checkpoint(const std::filesystem::path& run) {
  const std::vector<int64_t> steps = steps_in(RunPaths{run}.checkpoints());
  return steps.empty() ? 0 : steps.back();
}

std::string text_of(const JobResult& result, int64_t until) {
  if (result.end == End::kFailed) return "failed: " + result.cause;
  if (result.end == End::kDiverged) return "diverged";
  return number_text(result.values.at(until), std::nullopt) + " at step " + std::to_string(until);
}

std::filesystem::path newest_grid(const std::filesystem::path& run) {
  const std::filesystem::path samples = RunPaths{run}.samples();
  std::optional<int64_t> newest;
  for (const std::string& name : names_in(samples)) {
    newest = std::max(newest, leading_step(name));
  }
  if (!newest || !std::filesystem::exists(grid_path(samples, *newest))) return {};
  return grid_path(samples, *newest);
}

}  // namespace tandem
