#include "launch/audit/retraining.h"

#include <iostream>

#include "framework/runs/checkpoint_manifest.h"
#include "framework/runs/run_paths.h"
#include "launch/training_job.h"
#include "launch/worker_program.h"

namespace tandem {

ExitCode train_again(const std::filesystem::path& copy, const std::vector<Leg>& legs,
                     std::optional<int64_t> ranks, const std::string& program) {
  for (const Leg& leg : legs) {
    // Only the checkpoint at the end is looked at; none depends on how many are kept.
    Arguments overrides = leg.overrides;
    overrides.push_back("checkpoint.keep=1");
    Arguments question = {"resume", copy.string()};
    question.insert(question.end(), overrides.begin(), overrides.end());
    WorkerAnswer answer = ask_worker(question);
    if (answer.exit_code != ExitCode::kDone) return answer.exit_code;
    // A leg has the ranks that it was trained by, whichever the last start of the run had.
    answer.run.ranks_before = 0;
    const TrainingJob job = plan_job({.ranks = leg.ranks ? leg.ranks : ranks, .until = leg.until},
                                     answer.run, copy, overrides);
    const JobOutcome outcome = run_to_end(job, program);
    const auto end = RunPaths{copy}.checkpoints() / step_name(leg.until);
    // A leg that ends before the last step of the run ends as one that was stopped.
    const bool ends_as_planned =
        outcome.exit_code == ExitCode::kDone || outcome.exit_code == ExitCode::kStopped;
    const bool was_stopped = ends_as_planned && outcome.was_asked_to_stop;
    if (ends_as_planned && !was_stopped && damage_of(end, leg.until).empty()) continue;
    if (was_stopped || outcome.exit_code == ExitCode::kStopped) {
      std::cerr << "tandem: the audit was stopped\n";
      return ExitCode::kStopped;
    }
    std::cerr << "tandem: training again did not come to its end: " << outcome.message << '\n';
    return outcome.exit_code == ExitCode::kDone ? ExitCode::kInternal : outcome.exit_code;
  }
  return ExitCode::kDone;
}

}  // namespace tandem
