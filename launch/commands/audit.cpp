// audit: parts of a run, drawn at random, are trained again and must give the same bytes.
#include <algorithm>
#include <boost/program_options/value_semantic.hpp>
#include <cstdint>
#include <filesystem>
#include <iostream>
#include <optional>
#include <system_error>
#include <vector>

#include "framework/core/files.h"
#include "framework/core/named_values.h"
#include "framework/core/text.h"
#include "framework/runs/checkpoint_directory.h"
#include "launch/audit/audited_run.h"
#include "launch/audit/retraining.h"
#include "launch/audit/scratch_run.h"
#include "launch/audit/stretch_comparison.h"
#include "launch/command.h"
#include "launch/interruption.h"
#include "launch/moved_files.h"

namespace tandem {
namespace {

// An empty text as an option in a manifest.
constexpr const char* kEmptyText = "\"\"";

namespace po = boost::program_options;

po::options_description command_options() {
  po::options_description options = no_options();
  options.add_options()("stretches", po::value<int64_t>()->value_name("N")->default_value(1),
                        "parts from one checkpoint to the next that are trained again")(
      "seed", seed_value()->value_name("S")->default_value(1),
      "which parts are drawn; another seed draws others")(
      "ranks", po::value<int64_t>()->value_name("N"),
      "processes, as for `tandem train`: any number gives the same bytes")(
      "scratch", po::value<std::string>()->value_name("DIR"),
      "where the parts are trained again, in a directory that is removed afterwards. Default: that "
      "of temporary files")("keep", "leave that directory there");
  return options;
}

/// The ranks that train again. Throws UsageError where they could not give the same bytes.
std::optional<int64_t> chosen_ranks(const CommandCall& call, const RunManifest& manifest) {
  const auto ranks = call.find<int64_t>("ranks");
  if (!ranks || manifest.facts().rank_count_invariant) return ranks;
  for (const RecordedStart& each : manifest.starts()) {
    const auto trained = static_cast<int64_t>(each.start.hosts.size());
    if (trained == *ranks) continue;
    throw UsageError({.what = "the bytes of this run depend on the number of its ranks "
                              "(reduction: " +
                              manifest.facts().reduction + ")",
                      .where = "--ranks",
                      .expected = std::to_string(trained),
                      .got = std::to_string(*ranks),
                      .advice = "Without it every start is trained again by as many as it had."});
  }
  return ranks;
}

/// What the words behind the run say of where its files lie now. Throws UsageError for others.
MovedFiles moved_files(const CommandCall& call, const RunManifest& manifest) {
  // What named no file cannot have moved one.
  const auto named_file = [&](const std::string& option) {
    const std::string known = text_under(manifest.facts().options, option);
    return !known.empty() && known != kEmptyText && names_files(option);
  };
  MovedFiles moved;
  for (size_t i = 1; i < call.words.size(); ++i) {
    const std::string& word = call.words[i];
    const std::optional<SetOption> set = option_set_by(word);
    if (!set || !named_file(set->option)) {
      throw UsageError({.what = "a run is audited by the options that it was trained by",
                        .where = word,
                        .expected = "one run, and data.path=… or another option that says where "
                                    "its files lie now"});
    }
    moved[set->option] = set->value;
  }
  return moved;
}

std::filesystem::path scratch_parent(const CommandCall& call) {
  if (const auto named = call.find<std::string>("scratch")) return *named;
  std::error_code error;
  const auto directory = std::filesystem::temp_directory_path(error);
  return error ? std::filesystem::path("/tmp") : directory;
}

/// By what the run was computed and by what it was now, where that is not the same.
std::string numerics_text(const AuditedRun& run, const RunPaths& again) {
  const std::string now = RunManifest(again.root).starts().back().start.numerics;
  for (const RecordedStart& each : run.manifest().starts()) {
    const std::string& before = each.start.numerics;
    if (before == now) continue;
    return std::string("Bits may differ since the run was computed by ")
        .append(before)
        .append(", and now by ")
        .append(now)
        .append(".");
  }
  return "";
}

std::string text_of(const Stretch& stretch) {
  return "steps " + std::to_string(stretch.begin + 1) + " to " + std::to_string(stretch.end);
}

/// What is trained again to audit these stretches, each from where it can be.
std::vector<Stretch> work_of(const AuditedRun& run, const std::vector<Stretch>& drawn) {
  std::vector<Stretch> work;
  // Where a checkpoint and metrics.jsonl contradict each other, one of them is wrong: drawn or not.
  for (const Stretch& stretch : run.contradicted()) {
    work.push_back({run.start_of(stretch), stretch.end});
  }
  const size_t num_contradicted = work.size();
  // In their order: those that start from one checkpoint are neighbours.
  for (const Stretch& stretch : drawn) {
    const int64_t start = run.start_of(stretch);
    if (work.size() > num_contradicted && work.back().begin == start) {
      work.back().end = stretch.end;  // one training for both
    } else {
      work.push_back({start, stretch.end});
    }
  }
  return work;
}

/// Whether a start went on from this step, and not the beginning of the run.
bool was_interrupted_at(const RunManifest& manifest, int64_t step) {
  return std::ranges::any_of(
      // The first start went on from nothing, or from the checkpoint of another run.
      manifest.starts().begin() + 1, manifest.starts().end(),
      [&](const RecordedStart& each) { return each.start.start_step == step; });
}

class Audit {
 public:
  Audit(const CommandCall& call, const AuditedRun& run, ScratchDirectory& scratch)
      : call_(call),
        run_(run),
        scratch_(scratch),
        ranks_(chosen_ranks(call, run.manifest())),
        moved_(moved_files(call, run.manifest())) {}

  /// Trains again from a checkpoint, or the beginning, to another checkpoint. Returns what ended
  /// that before it could be compared, or kDone. Throws CheckpointError for what is otherwise.
  ExitCode check(const Stretch& stretch) const {
    Retraining retraining = trained(stretch, EarlierBest::kThere);
    // Nothing says whether the best checkpoint was lost when a start went on from this one.
    if (retraining.findings.difference && retraining.has_earlier_best &&
        was_interrupted_at(run_.manifest(), stretch.begin)) {
      Retraining other = trained(stretch, EarlierBest::kLost);
      if (other.code != ExitCode::kDone || !other.findings.difference)
        retraining = std::move(other);
    }
    if (retraining.code != ExitCode::kDone) return retraining.code;
    if (retraining.findings.difference) throw CheckpointError(*retraining.findings.difference);
    std::cout << text_of(stretch) << ": the same: " << retraining.findings.num_lines
              << " lines of values, " << retraining.findings.num_files << " files of checkpoints"
              << std::endl;
    return ExitCode::kDone;
  }

 private:
  struct Retraining {
    ExitCode code = ExitCode::kDone;  // else what ended the training, and there are no findings
    bool has_earlier_best = false;
    StretchFindings findings = {};
  };

  Retraining trained(const Stretch& stretch, EarlierBest best) const {
    const std::string suffix = best == EarlierBest::kLost ? "-without-best" : "";
    const RunPaths copy{scratch_.path() / ("to-" + step_name(stretch.end) + suffix)};
    Retraining retraining;
    retraining.has_earlier_best = copy_run_at(run_.paths(), stretch.begin, copy.root, best);
    retraining.code =
        train_again(copy.root, legs_between(run_.manifest(), stretch.begin, stretch.end, moved_),
                    ranks_, call_.program);
    if (retraining.code != ExitCode::kDone) {
      // Its logs say why.
      const bool has_logs = status_of(copy.logs()).type() != std::filesystem::file_type::not_found;
      if (retraining.code != ExitCode::kStopped && has_logs) scratch_.keep();
      return retraining;
    }
    retraining.findings = compare_stretch(run_, copy, stretch);
    if (retraining.findings.difference)
      retraining.findings.difference->advice = numerics_text(run_, copy);
    // Before the next one is made, so that the space of one is enough.
    if (!call_.has("keep")) remove_tree(copy.root);
    return retraining;
  }

  const CommandCall& call_;
  const AuditedRun& run_;
  ScratchDirectory& scratch_;
  std::optional<int64_t> ranks_;
  MovedFiles moved_;
};

ExitCode audit(const CommandCall& call) {
  if (call.words.empty()) call.fail("the run is missing");
  const auto count = call.get<int64_t>("stretches");
  if (count < 1) call.fail("at least one stretch is audited");
  // Before the scratch directory, which no signal is to keep from being removed.
  const HeldInterruption interruption;
  const AuditedRun run(call.words.front());
  const std::vector<Stretch> all = run.stretches();
  ScratchDirectory scratch(scratch_parent(call), call.has("keep"));
  const Audit auditor(call, run, scratch);
  if (call.has("keep")) std::cerr << scratch.path().string() << " is kept\n";
  const auto drawn = draw_stretches(all, count, call.get<uint64_t>("seed"));
  std::cout << "drawn: " << joined(drawn, text_of) << std::endl;
  for (const Stretch& stretch : work_of(run, drawn)) {
    ExitCode code = ExitCode::kDone;
    try {
      interruption.check();
      code = auditor.check(stretch);
    } catch (const Error&) {
      interruption.check();  // what fails of an interruption is not to be explained
      throw;
    }
    if (code != ExitCode::kDone) return code;
  }
  std::cout << "passed: all that were drawn, " << drawn.size() << " of the " << all.size()
            << " stretches of " << run.paths().root.string() << '\n';
  if (all.front().begin > run.beginning()) {
    std::cout << text_of({run.beginning(), all.front().begin})
              << " are in none: no digest of a checkpoint of theirs is known\n";
  }
  return ExitCode::kDone;
}

}  // namespace

Command audit_command() {
  return {.program = "tandem",
          .name = "audit",
          .usage =
              "RUN [data.path=FILE …] [--stretches N] [--seed S] [--ranks N] [--scratch DIR] "
              "[--keep]",
          .sentence =
              "Train parts of a run again, which must give the same bytes, or say what differs.",
          .place = 7,
          .options = command_options,
          .run = audit};
}

}  // namespace tandem
