#include "launch/reproduction.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <filesystem>
#include <iterator>
#include <map>
#include <set>
#include <string>

#include "framework/config/overrides.h"
#include "framework/core/named_values.h"
#include "framework/core/shell_words.h"
#include "framework/core/text.h"
#include "framework/runs/run_paths.h"
#include "framework/runs/stamp_fields.h"

namespace tandem {
namespace {

/// A word of a command, on one line whatever it holds: nothing in a name ends the command.
std::string word(const std::string& text) { return " " + shell_word(printable_line(text)); }

/// Beside the run that is there.
std::string again(const CollectedRun& run) { return word(path_beside(run.path).string()); }

/// Whether the configuration of a run names options that nothing reads, as those of earlier
/// versions do: it has all that there are.
bool names_all_options(const CollectedRun& run) {
  const NamedTexts& all = run.manifest.facts().options;
  return !all.empty() && std::ranges::all_of(all, [&run](const auto& option) {
    return !run.option(option.first).empty();
  });
}

/// Whether a run of an earlier version, which refused none, may have set what nothing reads.
bool may_be_unread(const CollectedRun& run, const std::string& option) {
  const NamedTexts& all = run.manifest.facts().options;
  const bool is_known = std::ranges::find(all, option, &NamedTexts::value_type::first) != all.end();
  return names_all_options(run) || (is_known && run.option(option).empty());
}

/// A word that changed an option; where nothing may read that, it is not refused now.
std::string accepted(const std::string& change, const CollectedRun& run) {
  const bool is_marked =
      !has_mark(change) && may_be_unread(run, change.substr(0, change.find('=')));
  return is_marked ? std::string("?").append(change) : change;
}

std::string training_of(const CollectedRun& run) {
  const auto parent = run.manifest.parent();
  if (!parent) return "tandem train" + word(RunPaths{run.path}.config()) + " --run" + again(run);
  std::string command = "tandem train --from" +
                        word(parent->run.string() + "@" + std::to_string(parent->step)) + " --run" +
                        again(run);
  for (const std::string& change : run.overrides) command += word(accepted(change, run));
  // A resumed run may have got more than it began with.
  return command + word("steps=" + run.option("steps"));
}

/// Which runs were measured in one way, and from how many samples and draws.
struct Measurements {
  std::vector<std::string> runs;
  std::set<std::string> samples = {};
  std::set<std::string> draws = {};
};

/// " --classifier runs/judge", as the evaluation was told.
std::string network_options(const EvaluationRecord& record) {
  std::string options;
  for (const char* field : {kFeaturesField, kClassifierField}) {
    const std::string named = text_under(record.networks, field);
    if (!named.empty()) options.append(" --").append(field).append(word(named));
  }
  return options;
}

/// By split, weights, numerics, the option of the checkpoint, and options that name networks: what
/// one call measures alike.
using Measurement = std::array<std::string, 5>;

/// " --best", for what was measured at the best checkpoint alone. What training itself measures has
/// records of other steps as well.
std::string checkpoint_option(const EvaluationRecord& record, const CollectedRun& run) {
  if (!run.best || record.step != run.best->step || record.step == run.end_step) return "";
  const bool is_of_course = std::ranges::any_of(run.records, [&](const EvaluationRecord& other) {
    return other.stamp == record.stamp && other.step != record.step && other.step != run.end_step;
  });
  return is_of_course ? "" : " --best";
}

/// What a record belongs to. One that is by no network comes with whatever measured its run in this
/// way by some.
Measurements& measured_like(const EvaluationRecord& record, const CollectedRun& run,
                            std::map<Measurement, Measurements>& all) {
  const auto field = [&](const char* name) { return text_under(record.stamp, name); };
  const Measurement how = {field(kSplitField), field(kWeightsField), field(kNumericsField),
                           checkpoint_option(record, run), network_options(record)};
  if (is_by_networks(record)) return all[how];
  for (auto& [other, alike] : all) {
    if (std::equal(how.begin(), how.end() - 1, other.begin()) &&
        std::ranges::count(alike.runs, again(run)) > 0) {
      return alike;
    }
  }
  return all[how];
}

std::map<Measurement, Measurements> measurements_of(const std::vector<CollectedRun>& runs) {
  std::map<Measurement, Measurements> all;
  for (const bool by_networks : {true, false}) {
    for (const CollectedRun& run : runs) {
      for (const EvaluationRecord& record : run.records) {
        if (is_by_networks(record) != by_networks) continue;
        Measurements& alike = measured_like(record, run, all);
        if (std::ranges::count(alike.runs, again(run)) == 0) alike.runs.push_back(again(run));
        const std::string samples = text_under(record.stamp, kSamplesField);
        const std::string draws = text_under(record.stamp, kDrawsField);
        if (!samples.empty()) alike.samples.insert(samples);
        if (!draws.empty()) alike.draws.insert(draws);
      }
    }
  }
  return all;
}

/// " --samples 2000", of the `index`-th number or else of the last; nothing where there is none.
std::string count_option(const char* option, const std::set<std::string>& counts, size_t index) {
  if (counts.empty()) return "";
  return std::string(" ") + option +
         word(*std::next(counts.begin(),
                         static_cast<std::ptrdiff_t>(std::min(index, counts.size() - 1))));
}

/// A line for each way in which runs were measured, as far as stamps tell of options.
std::vector<std::string> evaluations_of(const std::vector<CollectedRun>& runs) {
  std::vector<std::string> lines;
  for (const auto& [how, alike] : measurements_of(runs)) {
    const auto& [split, weights, numerics, checkpoint, networks] = how;
    // Stamps do not tell which counts were asked for together: they are paired as they come.
    const size_t count = std::max<size_t>({1, alike.samples.size(), alike.draws.size()});
    for (size_t i = 0; i < count; ++i) {
      std::string line = "tandem evaluate" + joined(alike.runs, {}, "");
      if (!split.empty()) line += " --split" + word(split);
      line += checkpoint + networks + count_option("--samples", alike.samples, i) +
              count_option("--likelihood-samples", alike.draws, i);
      lines.push_back(weights == kRaw ? line + " --raw" : line);
    }
  }
  return lines;
}

}  // namespace

std::filesystem::path path_beside(const std::filesystem::path& path) {
  std::filesystem::path plain = path.lexically_normal();
  if (!plain.has_filename()) plain = plain.parent_path();
  const bool is_relative_alone =
      plain.empty() || plain.filename() == "." || plain.filename() == "..";
  if (is_relative_alone) plain = std::filesystem::weakly_canonical(path);
  return plain += "-again";
}

Reproduction reproduction_of(const std::vector<CollectedRun>& runs) {
  Reproduction all{.note =
                       "To be added as they were given: metrics that were asked for by name "
                       "(--metrics), steps (--step), the grouping (--by) and, where an earlier "
                       "version of tandem measured, the networks that judged (--features, "
                       "--classifier)."};
  std::ranges::transform(runs, std::back_inserter(all.commands), training_of);
  std::ranges::move(evaluations_of(runs), std::back_inserter(all.commands));
  const std::string made = joined(runs, again, "");
  all.commands.push_back("tandem compare" + made);
  all.commands.push_back("tandem report" + made);
  return all;
}

}  // namespace tandem
