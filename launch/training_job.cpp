#include "launch/training_job.h"

#include <unistd.h>

#include <algorithm>
#include <boost/program_options/value_semantic.hpp>
#include <chrono>
#include <cstdlib>
#include <optional>
#include <thread>

#include "framework/core/log.h"
#include "framework/core/random_token.h"
#include "framework/core/stop_signals.h"
#include "framework/runs/checkpoint_directory.h"
#include "framework/runs/run_directory.h"
#include "framework/runs/run_lock.h"
#include "launch/directory_answer.h"
#include "launch/interruption.h"
#include "launch/job/core_count.h"
#include "launch/job/hosts.h"
#include "launch/job/lock_wait.h"
#include "launch/job/rank_choice.h"
#include "launch/job/restarts.h"
#include "launch/job/stop_signals.h"
#include "launch/job/supervisor.h"
#include "launch/job/timed_answer.h"
#include "launch/job/unblocked_output.h"
#include "launch/run_span.h"
#include "launch/worker_program.h"

namespace tandem {

namespace po = boost::program_options;

namespace {

void warn(const std::string& what) {
  UnblockedOutput(STDERR_FILENO, kOutputPatience) << "tandem: warning: " << what << '\n';
}

/// How long ranks may take to start; nothing: as long as they like.
std::optional<std::chrono::seconds> start_patience(const ResolvedRun& resolved) {
  if (resolved.start_patience_seconds == 0) return std::nullopt;
  return std::chrono::seconds(resolved.start_patience_seconds);
}

JobLimits limits_of(const TrainingJob& training) {
  // A status can be seen late: a file system over the network looks again after a minute.
  const std::chrono::seconds delay{training.launcher->reaches_other_hosts() ? 70 : 5};
  const std::chrono::seconds patience{training.resolved.patience_seconds};
  JobLimits limits{.start = start_patience(training.resolved)};
  if (patience.count() > 0) limits.silence = patience + delay;
  if (training.options.grace) limits.grace = std::chrono::seconds(*training.options.grace);
  return limits;
}

/// The words for the user; returns the exit code.
ExitCode say(const JobOutcome& outcome) {
  const bool is_done = outcome.exit_code == ExitCode::kDone;
  UnblockedOutput out(is_done ? STDOUT_FILENO : STDERR_FILENO, kOutputPatience);
  out << (is_done ? "" : "tandem: ") << outcome.message;
  if (!outcome.message.ends_with('\n')) out << '\n';
  return outcome.exit_code;
}

/// How long the run's directory may take, at the start of a job, for what is done in it there.
std::chrono::seconds directory_patience(const ResolvedRun& resolved) {
  return start_patience(resolved).value_or(kForEver);
}

/// The step that a run would go on from; 0: the beginning. Nothing: it cannot be read now, or a
/// stop signal waits.
std::optional<int64_t> next_start_step(const TrainingJob& training) {
  try {
    const auto found = answer_within(
        directory_patience(training.resolved),
        [checkpoints = RunPaths{training.run}.checkpoints()] {
          return find_checkpoint(checkpoints);
        },
        is_stop_pending);
    if (!found) return std::nullopt;
    for (const std::string& warning : found->warnings) log_warning(warning);
    return found->step.value_or(0);
  } catch (const FileError&) {
    return std::nullopt;
  } catch (const Error&) {
    // Damaged: a worker that is asked to go on says why it cannot.
    return 0;
  }
}

/// Whether a stop signal comes within the time.
bool is_stopped_within(std::chrono::seconds time, const StopSignals& signals) {
  const auto limit = std::chrono::steady_clock::now() + time;
  while (std::chrono::steady_clock::now() < limit) {
    const auto signal = signals.wait(100);
    // SIGCHLD is late news of the job that was lost.
    if (signal && *signal != SIGCHLD) return true;
  }
  return false;
}

/// Waits until no rank of a lost job works on the run any more; false: a stop signal came first.
/// Throws FileError where one still does after a while, or the directory does not answer in the
/// time of a start, Interrupted for a stop signal before its answer.
bool is_free_in_time(const TrainingJob& training, const StopSignals& signals) {
  const auto look = [run = training.run] {
    const RunLock no_rank_is_at_work(run, RunLock::Holder::kRank);
    return true;
  };
  LockWait wait(directory_patience(training.resolved));
  for (;;) {
    const auto look_began = LockWait::Clock::now();
    try {
      return answer_of_directory(training.run, wait.longest_look(), look);
    } catch (const FileError&) {
      if (!wait.goes_on(look_began, LockWait::Clock::now())) throw;
    }
    if (is_stopped_within(std::chrono::seconds(1), signals)) return false;
  }
}

/// The newest checkpoint by its name alone; 0: none is known.
int64_t named_checkpoint(const std::filesystem::path& run) {
  try {
    return answer_within(kAnswerTime, [run] { return newest_checkpoint(run); }).value_or(0);
  } catch (const FileError&) {
    return 0;
  }
}

/// How a job ends that was lost, and stopped before it was begun again. `checkpoint`: what it would
/// have gone on from, where that is known.
JobOutcome stopped_before_restart(JobOutcome lost, std::optional<int64_t> checkpoint,
                                  const std::filesystem::path& run) {
  lost.message += "\nIt was stopped before it was begun again.";
  if (!checkpoint) checkpoint = named_checkpoint(run);
  // Stopped means that it can be resumed, which takes a checkpoint.
  if (checkpoint.value_or(0) > 0) lost.exit_code = ExitCode::kStopped;
  return lost;
}

/// The options of a job that goes on without a host that was lost, on fewer ranks where the slots
/// that are left are fewer.
JobOptions options_without(const std::string& host, const TrainingJob& lost,
                           const ResolvedRun& next) {
  JobOptions options = lost.options;
  options.launcher.hosts = without_host(options.launcher.hosts, host);
  if (options.launcher.hosts.empty() && !lost.options.launcher.hosts.empty()) {
    throw Error(ExitCode::kRankLost, {.what = "no host is left to begin again on",
                                      .where = "--hosts",
                                      .got = lost.options.launcher.hosts});
  }
  if (const auto slots = parallel_launcher(options.launcher)->num_slots()) {
    options.ranks = largest_divisor(next.micro_batches, std::min(*slots, lost.job.ranks));
  }
  return options;
}

/// The checkpoint that a lost job was to go on from, where it is still to be named: newer ones are
/// moved aside only as a job begins.
std::optional<int64_t> named_start(const TrainingJob& lost, const JobOutcome& outcome) {
  if (outcome.had_begun || lost.resolved.start_step == 0) return std::nullopt;
  return lost.resolved.start_step;
}

/// The job that goes on from the newest checkpoint, on the ranks that are left; nothing where the
/// worker said why it cannot.
std::optional<TrainingJob> plan_restart(const TrainingJob& lost, const JobOutcome& outcome) {
  Arguments question = {"resume", lost.run.string()};
  question.insert(question.end(), lost.overrides.begin(), lost.overrides.end());
  if (const auto named = named_start(lost, outcome)) {
    question.insert(question.end(), {"--step", std::to_string(*named)});
  }
  const WorkerAnswer answer = ask_worker(question, start_patience(lost.resolved));
  if (answer.exit_code != ExitCode::kDone) return std::nullopt;
  const JobOptions options = outcome.lost_host.empty()
                                 ? lost.options
                                 : options_without(outcome.lost_host, lost, answer.run);
  TrainingJob next = plan_job(options, answer.run, lost.run, lost.overrides);
  // For the manifest, which keeps why a start was made.
  next.job.program.insert(next.job.program.end(), {"--after", outcome.cause});
  return next;
}

/// Makes the folders of the run and opens the log of its ranks. Throws FileError where the run's
/// directory does not answer, Interrupted for a stop signal.
Descriptor prepare_folders(const TrainingJob& training) {
  const auto prepare = [run = training.run] {
    make_folders(run);
    // What is there would be taken for the words of ranks that have not begun yet.
    clear_status(run);
    return open_output(RunPaths{run}.output_log());
  };
  return answer_of_directory(training.run, directory_patience(training.resolved), prepare);
}

}  // namespace

void add_job_options(po::options_description& options) {
  options.add_options()("ranks", po::value<int64_t>()->value_name("N"),
                        "processes; they must divide batch.micro_batches. Default: as many GPUs, "
                        "or on CPU as many cores, or in an allocation of Slurm as many tasks, as "
                        "do")(
      "until", po::value<int64_t>()->value_name("STEP"),
      "stop there with a checkpoint and exit code 75, to be resumed; schedules stay those of the "
      "whole run")("grace", po::value<int64_t>()->value_name("SECONDS"),
                   "time to stop in when asked to, after which the job is given up. Default: as "
                   "long as it takes")(
      "max-restarts", po::value<int64_t>()->value_name("N")->default_value(0),
      "begin again that often, from the newest checkpoint, when a rank or a host was lost or "
      "hangs, or a file could not be read or written; without the host that was lost");
  add_launcher_options(options);
}

JobOptions job_options(const CommandCall& call) {
  JobOptions options{.ranks = call.find<int64_t>("ranks"),
                     .launcher = launcher_request(call),
                     .until = call.find<int64_t>("until"),
                     .grace = call.find<int64_t>("grace"),
                     .max_restarts = call.get<int64_t>("max-restarts")};
  // In nanoseconds, as clocks count, that is still within 64 bits.
  constexpr int64_t kMostGrace = int64_t{1} << 30;
  const int64_t grace = options.grace.value_or(0);
  if (grace < 0 || grace > kMostGrace) {
    call.fail("--grace is at least 0 and at most " + std::to_string(kMostGrace));
  }
  if (options.max_restarts < 0) call.fail("--max-restarts is at least 0");
  return options;
}

TrainingJob plan_job(const JobOptions& options, const ResolvedRun& resolved,
                     const std::filesystem::path& run, const Arguments& overrides) {
  check_span(resolved.start_step, options.until, resolved.steps);
  const auto parallel = parallel_launcher(options.launcher);
  const RankChoice choice = choose_ranks({.micro_batches = resolved.micro_batches,
                                          .ranks = options.ranks,
                                          .num_slots = parallel->num_slots(),
                                          .num_cpus = parallel->num_cpus(),
                                          .device = resolved.device,
                                          .num_gpus = resolved.num_gpus,
                                          .shares_gpus = resolved.shares_gpus,
                                          .num_cores = count_cores()});
  if (!choice.warning.empty()) warn(choice.warning);
  if (resolved.depends_on_ranks && resolved.ranks_before > 0 &&
      resolved.ranks_before != choice.ranks) {
    warn(
        "reduction=native: the results will not be those of an uninterrupted run, which trained "
        "on " +
        std::to_string(resolved.ranks_before) + " ranks until now, and goes on with " +
        std::to_string(choice.ranks) + ". --ranks=" + std::to_string(resolved.ranks_before) +
        " keeps their number.");
  }
  // What other machines compute by their ranks compare, and say in their logs.
  if (!resolved.numerics_change.empty() && runs_here(options.launcher)) {
    warn(resolved.numerics_change);
  }
  Job job{.ranks = choice.ranks, .program = {worker_path(), "run", run.string()}};
  job.program.insert(job.program.end(), overrides.begin(), overrides.end());
  // The very checkpoint that was examined before the job was planned.
  job.program.insert(job.program.end(), {"--step", std::to_string(resolved.start_step)});
  if (options.until) {
    job.program.insert(job.program.end(), {"--until", std::to_string(*options.until)});
  }
  auto launcher = launcher_for(job.ranks, options.launcher);
  launcher->check(job);
  return {.run = run,
          .resolved = resolved,
          .options = options,
          .overrides = overrides,
          .job = std::move(job),
          .launcher = std::move(launcher)};
}

JobOutcome run_to_end(const TrainingJob& training, const std::string& program) {
  const auto& [run, resolved, options, overrides, job, launcher] = training;
  outlive_readers();
  Descriptor log = prepare_folders(training);
  UnblockedOutput out(STDERR_FILENO);
  Progress progress(out, ::isatty(STDERR_FILENO) == 1);
  progress.note(
      resolved.name + ": " + std::to_string(resolved.steps) + " steps, " +
      std::to_string(job.ranks) + (job.ranks == 1 ? " rank, " : " ranks, ") +
      name_of(kDeviceKinds, resolved.device) + ", in " + run.string() +
      (resolved.start_step > 0 ? ", from step " + std::to_string(resolved.start_step) : ""));
  // Whoever has forgotten it would look for the failure elsewhere.
  if (const char* fault = std::getenv("TANDEM_TEST_FAULT")) {
    progress.note(std::string("warning: a fault is planted in this run: TANDEM_TEST_FAULT=") +
                  fault);
  }
  Job marked = job;
  marked.token = random_token();
  marked.program.insert(marked.program.end(), {"--token", marked.token});
  const JobEnd end = Supervisor(RunPaths{run}, *launcher, progress, limits_of(training))
                         .run(marked, std::move(log));
  return outcome_of(end, {.directory = run, .steps = resolved.steps, .program = program});
}

ExitCode run_job(TrainingJob training, const std::string& program) {
  // Held from the first to the last start: a request to stop between two of them counts, too.
  const StopSignals signals;
  Restarts restarts(training.options.max_restarts);
  JobOutcome outcome = run_to_end(training, program);
  for (;;) {
    if (outcome.was_asked_to_stop || !restarts.may_follow(outcome.exit_code)) return say(outcome);
    const auto named = named_start(training, outcome);
    const std::optional<int64_t> checkpoint = named ? named : next_start_step(training);
    const auto wait = restarts.next(outcome.exit_code, checkpoint);
    if (!wait) return say(outcome);
    UnblockedOutput(STDERR_FILENO, kOutputPatience)
        << "tandem: " << outcome.cause << "\nrestart " << restarts.count() << " of "
        << training.options.max_restarts << " in " << wait->count() << " s\n";
    try {
      if (is_stopped_within(*wait, signals) || !is_free_in_time(training, signals)) {
        return say(stopped_before_restart(outcome, checkpoint, training.run));
      }
      auto next = plan_restart(training, outcome);
      if (!next) return say(outcome);  // the worker said why it cannot be
      training = std::move(*next);
      outcome = run_to_end(training, program);
    } catch (const Interrupted&) {
      return say(stopped_before_restart(outcome, checkpoint, training.run));
    } catch (const Error& error) {
      outcome.message += std::string("\nIt cannot be begun again: ") + error.what();
      return say(outcome);
    }
  }
}

}  // namespace tandem
