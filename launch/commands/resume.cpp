// resume: from the directory of a run to a job that goes on with it, and its end.
#include <filesystem>
#include <memory>
#include <optional>

#include "framework/runs/checkpoint_directory.h"
#include "framework/runs/run_directory.h"
#include "framework/runs/run_lock.h"
#include "framework/runs/slurm_paths.h"
#include "launch/directory_answer.h"
#include "launch/job/stop_signals.h"
#include "launch/model_options.h"
#include "launch/slurm/requeue.h"
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

/// Slurm repeats the very call: each start would go back again, and lose what the last one made.
void check_goes_on(const CommandCall& call) {
  if (!call.has("requeue") || !(call.has("step") || call.has("best"))) return;
  throw UsageError(
      {.what = "a job that is started again would go back again each time",
       .where = "--requeue",
       .expected = "neither --step nor --best beside it",
       .advice = "Go back first, without --requeue; --until ends that after a few steps."});
}

/// Locks what is a run. To be asked to stop ends that, too.
std::unique_ptr<RunLock> locked(const std::filesystem::path& directory, RunLock::Holder holder) {
  return answer_of_directory(directory, kForEver, [directory, holder] {
    check_is_run(directory);
    return std::make_unique<RunLock>(directory, holder);
  });
}

/// Goes on with the run; `last_step` becomes the one that it is to come to.
ExitCode go_on(const CommandCall& call, const std::filesystem::path& directory,
               int64_t& last_step) {
  WorkerAnswer answer;
  {
    // A rank that outlived its launcher would change what is looked at. Afterwards rank 0 takes
    // this lock itself.
    const auto no_rank_is_at_work = locked(directory, RunLock::Holder::kRank);
    answer = ask_worker(question_of(call));
  }
  if (answer.exit_code != ExitCode::kDone) return answer.exit_code;
  const Arguments overrides(call.words.begin() + 1, call.words.end());
  const JobOptions options = job_options(call);
  last_step = options.until.value_or(answer.run.steps);
  return run_job(plan_job(options, answer.run, directory, overrides), call.program);
}

ExitCode resume(const CommandCall& call) {
  // Slurm may ask the job to end from its first moment, and may not end what follows the training.
  std::optional<StopSignals> held;
  if (call.has("requeue")) held.emplace();
  if (call.words.empty()) call.fail("the run is missing");
  check_one_checkpoint(call);
  check_goes_on(call);
  const std::filesystem::path directory = call.words.front();
  std::unique_ptr<RunLock> lock;
  RequeueProgress progress{.record = SlurmPaths{directory}.requeues(),
                           .steps = [directory] { return newest_checkpoint(directory); }};
  const ExitCode code = code_or_stopped([&] {
    lock = locked(directory, RunLock::Holder::kLauncher);
    return go_on(call, directory, progress.last_step);
  });
  if (code == ExitCode::kStopped) requeue_job(call, progress);
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
              "Continue a run from its newest checkpoint, or from an earlier one: everything after "
              "that step is moved aside.",
          .place = 3,
          .options = command_options,
          .run = resume};
}

}  // namespace tandem
