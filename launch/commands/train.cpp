// train: from a configuration, or the state of another run, to a job and its end.
#include <iostream>
#include <utility>

#include "framework/core/shell_words.h"
#include "framework/runs/run_lock.h"
#include "launch/new_run.h"
#include "launch/training_job.h"

namespace tandem {
namespace {

namespace po = boost::program_options;

po::options_description command_options() {
  po::options_description options = no_options();
  add_new_run_options(options);
  options.add_options()("dry-run", "show what would run, and do nothing");
  add_job_options(options);
  return options;
}

void print_plan(const TrainingJob& training) {
  std::cout << "run:      " << training.run.string() << "\nranks:    " << training.job.ranks
            << "\ncommand:  " << shell_line(training.launcher->arguments(training.job))
            << "\nconfiguration:\n"
            << training.resolved.yaml;
}

ExitCode train(const CommandCall& call) {
  const PlannedRun planned = plan_run(call);
  if (planned.exit_code != ExitCode::kDone) return planned.exit_code;
  // Whatever can be wrong with the job is found before the directory is made.
  TrainingJob training = plan_job(job_options(call), planned.resolved, planned.directory);
  check_run_directory(planned);
  if (call.has("dry-run")) {
    print_plan(training);
    return ExitCode::kDone;
  }
  make_run_root(planned.directory);
  // Before anything is in it: another call may have found it free, too.
  const RunLock lock(planned.directory, RunLock::Holder::kLauncher);
  make_run(planned);
  return run_job(std::move(training), call.program);
}

}  // namespace

Command train_command() {
  return {.program = "tandem",
          .name = "train",
          .usage =
              "{CONFIG | --from RUN@STEP} [key=value …] [--ranks N] [--hosts a:4,b:4] "
              "[--run DIR] [--until STEP] [--max-restarts N] [--dry-run]",
          .sentence = "Train a model, from the beginning or from the state of another run.",
          .place = 2,
          .options = command_options,
          .run = train};
}

}  // namespace tandem
