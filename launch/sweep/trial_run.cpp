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
#include "launch/worker_program.h"

namespace tandem {
namespace {

using End = JobResult::End;
using Kind = TrialEnd::Kind;

/// The last line from a byte on in which `tandem` said what is wrong, or the last one.
std::string stated_cause(const std::filesystem::path& log, int64_t begin) {
  constexpr std::string_view kPrefix = "tandem";
  std::ifstream file(log);
  file.seekg(begin);
  std::string words;
  std::string last;
  for (std::string line; std::getline(file, line);) {
    // What is redrawn in one line is progress.
    line = line.substr(line.rfind('\r') + 1);
    // Behind the name of a program, which is short: "tandem-worker: ".
    if (line.starts_with(kPrefix) && line.find(": ") < 20 &&
        line.find(": warning: ") == std::string::npos) {
      words = line.substr(line.find(": ") + 2);
    }
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

/// The newest grid of samples of a run; empty where there is none.
std::filesystem::path newest_grid(const std::filesystem::path& run) {
  const std::filesystem::path samples = RunPaths{run}.samples();
  std::optional<int64_t> newest;
  for (const std::string& name : names_in(samples)) {
    newest = std::max(newest, leading_step(name));
  }
  if (!newest || !std::filesystem::exists(followed_status_of(grid_path(samples, *newest))))
    return {};
  return grid_path(samples, *newest);
}

/// What a run measured up to a step that it has come to; failed where nothing was at that.
JobResult result_at(const std::string& metric, const std::filesystem::path& run, int64_t until) {
  JobResult result{.values = values_of(run, metric, until)};
  if (!result.values.contains(until)) {
    result.end = End::kFailed;
    result.cause = "the run reports no '" + metric + "' at step " + std::to_string(until);
  }
  return result;
}

}  // namespace

Arguments trial_command(const SweepPaths& paths, const VirtualSweep& sweep, const TrialJob& job,
                        const JobPlace& place) {
  const auto& [trial, seed, until] = job.key;
  const SweepState& state = sweep.state();
  const std::filesystem::path run = paths.run(trial, seed);
  Arguments call = {tandem_path()};
  // What is there decides, and not where the job begins: it may have come farther before.
  if (holds_run(run)) {
    call.insert(call.end(), {"resume", run.string()});
  } else {
    const auto index = static_cast<size_t>(trial);
    const SweepFamily& family = state.definition.families[sweep.family_of(trial)];
    if (const auto parent = state.courses[index].parent) {
      // Configuration and seed are those of the parent's run.
      call.insert(call.end(),
                  {"train", "--from",
                   paths.run(*parent, seed).string() + "@" + std::to_string(job.start_step)});
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
  const std::string hosts = hosts_words(place);
  if (!hosts.empty()) call.insert(call.end(), {"--hosts", hosts});
  call.insert(call.end(), place.launcher_words.begin(), place.launcher_words.end());
  return call;
}

std::optional<JobResult> result_made_before(const std::string& metric, const SweepPaths& paths,
                                            const TrialJob& job) {
  const std::filesystem::path run = paths.run(job.key.trial, job.key.seed);
  const int64_t newest = newest_checkpoint(run);
  if (!holds_run(run) || newest < job.key.until) return std::nullopt;
  JobResult result = result_at(metric, run, job.key.until);
  // From behind that step no call leads back to it.
  const bool is_beyond = newest > job.key.until;
  if (result.end != End::kReached && !is_beyond) return std::nullopt;
  return result;
}

FinishedJob finished_job(const SweepPaths& paths, const TrialJob& job, JobResult result) {
  const std::filesystem::path run = paths.run(job.key.trial, job.key.seed);
  return {.job = job,
          .result = std::move(result),
          .run = run.lexically_relative(paths.root).generic_string(),
          .grid = newest_grid(run)};
}

void clear_place(const SweepPaths& paths, const JobKey& key) {
  const std::filesystem::path run = paths.run(key.trial, key.seed);
  if (holds_run(run) || status_of(run).type() == std::filesystem::file_type::not_found) return;
  if (names_in(run).empty()) return;
  const std::filesystem::path aside = unused_path(paths.unfinished_run(key.trial, key.seed));
  std::error_code error;
  std::filesystem::rename(run, aside, error);
  if (error) throw_file_error("cannot be moved aside", run);
}

TrialEnd end_of_trial(const SweepDefinition& sweep, const std::filesystem::path& run,
                      const TrialJob& job, const EndedCall& call) {
  const int64_t until = job.key.until;
  TrialEnd trial{.cause = stated_cause(call.log, call.log_begin)};
  // A signal that ended `tandem` itself counts as one that ended a rank.
  const ExitCode code = call.end.signal == 0 ? ExitCode{call.end.code} : ExitCode::kRankLost;
  switch (code) {
    case ExitCode::kDone:
    case ExitCode::kStopped:
      // The code does not tell: a job that came to its --until was stopped, too.
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
    case ExitCode::kUsage:
      trial.kind = Kind::kRefused;
      return trial;
    default:
      // Whatever went wrong behind the step that it was to come to.
      trial.has_failed_midway = newest_checkpoint(run) < until;
      if (!trial.has_failed_midway) trial.result = result_at(sweep.metric, run, until);
      if (!trial.result.values.contains(until)) {
        trial.result = {.end = End::kFailed, .cause = trial.cause};
      }
      return trial;
  }
}

int64_t bytes_of(const std::filesystem::path& log) {
  std::error_code error;
  const auto bytes = std::filesystem::file_size(log, error);
  return error ? 0 : static_cast<int64_t>(bytes);
}

std::string text_of(const JobResult& result, int64_t until) {
  if (result.end == End::kFailed) return "failed: " + result.cause;
  if (result.end == End::kDiverged) return "diverged";
  return number_text(result.values.at(until), std::nullopt) + " at step " + std::to_string(until);
}

}  // namespace tandem
