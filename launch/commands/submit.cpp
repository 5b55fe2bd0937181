// submit: makes a run or a sweep, and has Slurm carry it out.
#include <iostream>
#include <optional>

#include "framework/runs/run_lock.h"
#include "launch/job/rank_choice.h"
#include "launch/launcher_options.h"
#include "launch/new_run.h"
#include "launch/program.h"
#include "launch/run_span.h"
#include "launch/slurm/requeue.h"
#include "launch/slurm/submission.h"
#include "launch/sweep/new_sweep.h"
#include "launch/sweep/sweep_locks.h"
#include "launch/training_job.h"

namespace tandem {
namespace {

namespace po = boost::program_options;

/// Throws UsageError for options that the allocation decides about.
void check_left_to_slurm(const CommandCall& call) {
  for (const char* option : {"hosts", "launcher"}) {
    if (!call.has(option) || call.values[option].defaulted()) continue;
    throw UsageError({.what = "Slurm chooses the hosts, and srun starts the ranks",
                      .where = std::string("--") + option,
                      .advice = "--nodes and --ntasks-per-node say how many there are."});
  }
}

/// Options of the command that the script calls.
po::options_description resume_options() {
  po::options_description options;
  add_job_options(options);
  add_requeue_limit(options);
  return options;
}

po::options_description training_options() {
  po::options_description options = no_options();
  add_new_run_options(options);
  options.add(resume_options());
  add_allocation_options(options);
  return options;
}

ExitCode submit_training(const CommandCall& call) {
  check_left_to_slurm(call);
  // Checked here, where they can be corrected: the job in the allocation is given them as they are.
  const JobOptions job = job_options(call);
  const PlannedRun planned = plan_run(call);
  if (planned.exit_code != ExitCode::kDone) return planned.exit_code;
  check_span(planned.resolved.start_step, job.until, planned.resolved.steps);
  check_run_directory(planned);
  if (const auto places = most_places(call)) {
    const std::string warning = idle_warning(
        {.micro_batches = planned.resolved.micro_batches, .ranks = job.ranks}, *places, "places");
    if (!warning.empty()) std::cerr << "tandem: warning: " << warning << '\n';
  }
  const std::filesystem::path run = std::filesystem::absolute(planned.directory).lexically_normal();
  Submission submission{.name = planned.resolved.name,
                        .directory = planned.directory,
                        .logs = RunPaths{run}.logs(),
                        .command = {"resume", run.string(), "--launcher", "srun", "--requeue"}};
  const Arguments words = words_of(call, resume_options());
  submission.command.insert(submission.command.end(), words.begin(), words.end());
  const std::string script = script_of(call, submission);
  if (call.has("dry-run")) {
    std::cout << script;
    return ExitCode::kDone;
  }
  check_sbatch();
  make_run_root(planned.directory);
  {
    // Given back before the job may start, which takes it itself.
    const RunLock lock(planned.directory, RunLock::Holder::kLauncher);
    make_run(planned);
  }
  submit_script(script, submission);
  return ExitCode::kDone;
}

po::options_description resume_sweep_options() {
  po::options_description options;
  add_requeue_limit(options);
  options.add_options()("slots", po::value<int64_t>()->value_name("N"),
                        "trials side by side. Default: as many as have a place of their own");
  add_launcher_words(options);
  return options;
}

po::options_description sweep_options() {
  po::options_description options = no_options();
  add_new_sweep_options(options);
  options.add(resume_sweep_options());
  options.add_options()("array", po::value<int64_t>()->value_name("N"),
                        "N jobs that each take trials of the sweep, in place of one allocation for "
                        "all: each starts as soon as there is room for it alone");
  add_allocation_options(options);
  return options;
}

/// How many jobs carry out a sweep; nothing for one that has it alone. Throws UsageError.
std::optional<int64_t> array_size(const CommandCall& call) {
  const auto size = call.find<int64_t>("array");
  if (!size || *size >= 1) return size;
  throw UsageError({.what = "not one job could run",
                    .where = "--array",
                    .expected = "at least 1",
                    .got = std::to_string(*size)});
}

ExitCode submit_sweep(const CommandCall& call) {
  const std::optional<int64_t> num_jobs = array_size(call);
  const PlannedSweep planned = plan_sweep(call);
  const int64_t workers = planned.sweep.definition.workers;
  // Without --array there is nothing to compare: an empty optional is less than any number.
  if (num_jobs > workers) {
    throw UsageError({.what = "more jobs than can ever have work",
                      .where = "--array",
                      .expected = "at most " + std::to_string(workers) + ", sweep.workers",
                      .got = std::to_string(*num_jobs),
                      .advice = "Set sweep.workers=" + std::to_string(*num_jobs) +
                                " or more: which trials are made depends on it."});
  }
  check_sweep_directory(planned);
  const std::filesystem::path directory =
      std::filesystem::absolute(planned.paths.root).lexically_normal();
  Submission submission{
      .name = planned.sweep.definition.name,
      .directory = planned.paths.root,
      .logs = SweepPaths{directory}.logs(),
      .command = {"sweep", num_jobs ? "work" : "resume", directory.string(), "--requeue"},
      .num_jobs = num_jobs};
  const Arguments words = words_of(call, resume_sweep_options());
  submission.command.insert(submission.command.end(), words.begin(), words.end());
  const std::string script = script_of(call, submission);
  if (call.has("dry-run")) {
    std::cout << script;
    return ExitCode::kDone;
  }
  check_sbatch();
  make_sweep_root(planned);
  {
    // Given back before a job may start, which takes it itself.
    const ProcessLock lock = lock_sweep(planned.paths);
    make_sweep(planned);
  }
  submit_script(script, submission);
  return ExitCode::kDone;
}

/// `submit train` and `submit sweep`, each with options of its own.
ExitCode dispatch(const CommandCall& call) {
  const Program program{
      .name = "tandem submit",
      .sentence = "Make a run or a sweep, and have Slurm carry it out.",
      .commands = {{.program = "tandem submit",
                    .name = "train",
                    .usage = "{CONFIG | --from RUN@STEP} [key=value …] [--run DIR] [--nodes N|A-B] "
                             "[--ntasks-per-node N] [--time T] [--dry-run]",
                    .sentence = "Train a model in an allocation, as `tandem train` does here.",
                    .place = 1,
                    .options = training_options,
                    .run = submit_training},
                   {.program = "tandem submit",
                    .name = "sweep",
                    .usage = "FILE [key=space …] [--directory DIR] [--array N] [--nodes N|A-B] "
                             "[--ntasks-per-node N] [--time T] [--dry-run]",
                    .sentence = "Carry out a sweep in an allocation, as `tandem sweep` does here.",
                    .place = 2,
                    .options = sweep_options,
                    .run = submit_sweep}}};
  Arguments arguments = {call.program};
  arguments.insert(arguments.end(), call.arguments.begin(), call.arguments.end());
  return ExitCode{run_program(program, arguments)};
}

}  // namespace

Command submit_command() {
  return {.program = "tandem",
          .name = "submit",
          .usage = "{train CONFIG | sweep FILE} … [--nodes N] [--time T]",
          .sentence = "Make a run or a sweep, and have Slurm carry it out.",
          .place = 5,
          .run = dispatch};
}

}  // namespace tandem
