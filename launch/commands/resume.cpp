// resume: from the directory of a run to a job that goes on with it, and its end.
#include <filesystem>
#include <utility>

#include "framework/runs/run_directory.h"
#include "framework/runs/run_lock.h"
#include "framework/runs/slurm_paths.h"
#include "launch/job/stop_signals.h"
#include "launch/model_options.h"
#include "launch/slurm/requeue.h"
#include "launch/sweep/trial_run.h"
#include "launch/training_job.h"
#include "launch/worker_program.h"

namespace tandem {
namespace {

namespace po = boost::program_options;

po::options_description command_options() {
  po::options_description options = checkpoint_options();
  add_job_options(options);
  add_requeue_options(options);
  return options;
}

/// What the worker is asked: from which checkpoint, and by which options, the run would go on.
Arguments question_of(const CommandCall& call) {
  Arguments question = {"resume"};
  question.insert(question.end(), call.words.begin(), call.words.end());
  if (call.has("best")) question.push_back("--best");
  if (const auto step = call.find<int64_t>("step")) {
    question.insert(question.end(), {"--step", std::to_string(*step)});
  }
  return question;
}

ExitCode resume(const CommandCall& call) {
  if (call.words.empty()) call.fail("the run is missing");
  check_one_checkpoint(call);
  const std::filesystem::path directory = call.words.front();
  check_is_run(directory);
  const RunLock lock(directory, RunLock::Holder::kLauncher);
  WorkerAnswer answer;
  {
    // A rank that outlived its launcher would change what is looked at. Afterwards rank 0 takes
    // this lock itself.
    const RunLock no_rank_is_at_work(directory, RunLock::Holder::kRank);
    answer = ask_worker(question_of(call));
  }
  if (answer.exit_code != ExitCode::kDone) return answer.exit_code;
  const Arguments overrides(call.words.begin() + 1, call.words.end());
  const JobOptions options = job_options(call);
  TrainingJob training = plan_job(options, answer.run, directory, overrides);
  // None of them is to end what follows the job.
  const StopSignals held;
  const ExitCode code = run_job(std::move(training), call.program);
  const int64_t step = newest_checkpoint(directory);
  // A run that has come to its --until is stopped, too, but has no more to do.
  if (code == ExitCode::kStopped && step < options.until.value_or(answer.run.steps)) {
    requeue_job(call, {.record = SlurmPaths{directory}.requeues(), .steps = step});
  }
  return code;
}

}  // namespace

Command resume_command() {
  return {.program = "tandem",
          .name = "resume",
          .usage =
              "RUN [key=value …] [--step N | --best] [--ranks N] [--hosts a:4,b:4] "
              "[--until STEP] [--max-restarts N] [--requeue]",
          .sentence =
              "Continue a run from its newest checkpoint, or from an earlier one: what lies "
              "behind that is moved aside.",
          .place = 3,
          .options = command_options,
          .run = resume};
}

}  // namespace tandem
