#include "launch/sweep/sweep_page.h"

#include <algorithm>
#include <iostream>
#include <optional>
#include <string>
#include <vector>

#include "framework/core/files.h"
#include "framework/core/shell_words.h"
#include "framework/core/text.h"
#include "framework/report/few_runs.h"
#include "framework/report/sweep_report.h"
#include "framework/report/sweep_subject.h"
#include "framework/sweep/importance.h"
#include "framework/sweep/recorded_definition.h"
#include "framework/sweep/recorded_sweep.h"
#include "framework/sweep/seed_results.h"
#include "framework/sweep/study.h"
#include "framework/sweep/sweep_definition.h"
#include "framework/sweep/sweep_kinds.h"
#include "launch/output_file.h"
#include "launch/reproduction.h"
#include "launch/sweep/compared_rungs.h"
#include "launch/sweep/sweep_job.h"
#include "launch/sweep/sweep_status.h"

namespace tandem {
namespace {

SweepParameter parameter_of(const Parameter& parameter) {
  const Distribution& distribution = parameter.distribution;
  SweepParameter shown{.name = parameter.name,
                       .choices = distribution.choices,
                       .is_log = distribution.is_log,
                       .low = distribution.low,
                       .high = distribution.high};
  switch (distribution.kind) {
    case Distribution::Kind::kCategorical:
      shown.kind = SweepParameter::Kind::kCategorical;
      break;
    case Distribution::Kind::kInteger:
      shown.kind = SweepParameter::Kind::kInteger;
      break;
    case Distribution::Kind::kReal:
      shown.kind = SweepParameter::Kind::kReal;
      break;
  }
  return shown;
}

/// With the runs of its seeds, and why the first that failed did.
SweepTrial trial_of(const SweepPaths& paths, const StoredTrial& stored,
                    std::optional<int64_t> end_place) {
  SweepTrial shown{.number = stored.trial.number,
                   .state = state_of(stored.trial),
                   .values = stored.trial.parameters,
                   .result = stored.trial.value,
                   .half_width = half_width_of(values_of_seeds(stored)),
                   .course = stored.trial.values,
                   .end_place = end_place};
  for (const auto& [name, value] : stored.trial.parameters) {
    shown.texts[name] = value_text(stored.distributions.at(name), value);
  }
  for (const auto& [seed, result] : seeds_of(stored)) {
    shown.runs.push_back(paths.root / result.run);
    if (shown.cause.empty()) shown.cause = result.cause;
  }
  return shown;
}

/// Of each trial its place by the time at which it ended; nothing for one that goes on.
std::vector<std::optional<int64_t>> end_places(const std::vector<StoredTrial>& trials) {
  std::vector<size_t> ended;
  for (size_t i = 0; i < trials.size(); ++i) {
    if (!trials[i].ended.empty()) ended.push_back(i);
  }
  // tandem writes times in UTC and at one length, so that their texts sort as they do.
  std::ranges::stable_sort(ended, {}, [&](size_t i) { return trials[i].ended; });
  std::vector<std::optional<int64_t>> places(trials.size());
  for (size_t i = 0; i < ended.size(); ++i) places[ended[i]] = static_cast<int64_t>(i) + 1;
  return places;
}

/// Shares of the parameters, the largest first; none where nothing tells of them.
std::vector<std::pair<std::string, double>> importances_of(const SweepDefinition& sweep,
                                                           const Study& study) {
  std::vector<Trial> trials;
  for (const StoredTrial& stored : study.trials()) trials.push_back(stored.trial);
  if (!have_different_results(trials)) return {};
  const auto shares = parameter_importances(sweep.space, trials, sweep.is_minimized);
  std::vector<std::pair<std::string, double>> importances(shares.begin(), shares.end());
  std::ranges::stable_sort(importances, std::greater<>(), &std::pair<std::string, double>::second);
  return importances;
}

SweepSubject subject_of(const SweepPaths& paths, const SweepDefinition& sweep, const Study& study) {
  SweepSubject subject{
      .name = sweep.name, .metric = sweep.metric, .is_minimized = sweep.is_minimized};
  for (const Parameter& parameter : sweep.space.parameters) {
    subject.parameters.push_back(parameter_of(parameter));
  }
  const std::vector<std::optional<int64_t>> places = end_places(study.trials());
  for (size_t i = 0; i < places.size(); ++i) {
    subject.trials.push_back(trial_of(paths, study.trials()[i], places[i]));
  }
  subject.importances = importances_of(sweep, study);
  subject.rungs = compared_rungs(sweep, recorded_lengths(study, paths.journal()), study);
  subject.facts = {{"Sampler", sweep.sampler.kind + ", seed " + std::to_string(sweep.sampler.seed)},
                   {"Scheduler", sweep.scheduler.kind},
                   {"Seeds", joined(sweep.seeds)},
                   {"Workers", std::to_string(sweep.workers)}};
  subject.commands = {shell_line({"tandem", "sweep", paths.definition().string(), "--directory",
                                  path_beside(paths.root).string()})};
  return subject;
}

}  // namespace

bool holds_sweep(const std::filesystem::path& directory) {
  const SweepPaths paths{directory};
  return std::filesystem::is_regular_file(followed_status_of(paths.definition())) &&
         std::filesystem::is_regular_file(followed_status_of(paths.journal()));
}

void write_sweep_page(const SweepPaths& paths, const std::filesystem::path& output,
                      bool may_replace) {
  const SweepDefinition sweep = read_sweep(paths);
  check_ending("--output", output, ".html");
  check_output(output, may_replace);
  const Study study = read_study(paths);
  check_definition(paths, sweep, study);
  const std::string page = sweep_report_of(subject_of(paths, sweep, study));
  replace_file(output, page);
  std::cout << printable_line(output.string()) << ": " << study.trials().size() << " trials, "
            << (page.size() + 1023) / 1024 << " KiB" << std::endl;
}

}  // namespace tandem
