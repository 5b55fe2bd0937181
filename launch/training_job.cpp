#include "launch/training_job.h"

#include <unistd.h>

#include <boost/program_options/value_semantic.hpp>
#include <iostream>

#include "framework/runs/run_directory.h"
#include "launch/job/core_count.h"
#include "launch/job/rank_choice.h"
#include "launch/job/supervisor.h"
#include "launch/run_span.h"
#include "launch/worker_program.h"

namespace tandem {

namespace po = boost::program_options;

void add_job_options(po::options_description& options) {
  options.add_options()("ranks", po::value<int64_t>()->value_name("N"),
                        "processes; they must divide batch.micro_batches. Default: as many GPUs, "
                        "or on CPU as many cores, or in an allocation of Slurm as many tasks, as "
                        "do")(
      "until", po::value<int64_t>()->value_name("STEP"),
      "stop there with a checkpoint and exit code 75, to be resumed; schedules stay those of the "
      "whole run");
  add_launcher_options(options);
}

JobOptions job_options(const CommandCall& call) {
  return {.ranks = call.find<int64_t>("ranks"),
          .launcher = launcher_request(call),
          .until = call.find<int64_t>("until")};
}

TrainingJob plan_job(const JobOptions& options, const ResolvedRun& facts,
                     const std::filesystem::path& run, const Arguments& overrides) {
  const auto& [ranks, request, until] = options;
  check_span(facts.start, until, facts.steps);
  const RankChoice choice = choose_ranks({.micro_batches = facts.micro_batches,
                                          .ranks = ranks,
                                          .num_slots = parallel_launcher(request)->num_slots(),
                                          .device = facts.device,
                                          .num_gpus = facts.num_gpus,
                                          .shares_gpus = facts.shares_gpus,
                                          .num_cores = count_cores()});
  if (!choice.warning.empty()) std::cerr << "tandem: warning: " << choice.warning << '\n';
  Job job{.ranks = choice.ranks, .program = {worker_path(), "run", run.string()}};
  job.program.insert(job.program.end(), overrides.begin(), overrides.end());
  job.program.insert(job.program.end(), {"--step", std::to_string(facts.start)});
  if (until) job.program.insert(job.program.end(), {"--until", std::to_string(*until)});
  auto launcher = launcher_for(job.ranks, request);
  launcher->check(job);
  return {.run = run, .facts = facts, .job = std::move(job), .launcher = std::move(launcher)};
}

JobOutcome run_to_end(const TrainingJob& training, const std::string& program) {
  const auto& [run, facts, job, launcher] = training;
  make_folders(run);
  clear_status(run);
  Progress progress(std::cerr, ::isatty(STDERR_FILENO) == 1);
  progress.note(facts.name + ": " + std::to_string(facts.steps) + " steps, " +
                std::to_string(job.ranks) + (job.ranks == 1 ? " rank, " : " ranks, ") +
                facts.device + ", in " + run.string() +
                (facts.start > 0 ? ", from step " + std::to_string(facts.start) : ""));
  const JobEnd end = Supervisor(RunPaths{run}, *launcher, progress).run(job);
  return outcome_of(end, {.directory = run, .steps = facts.steps, .program = program});
}

ExitCode run_job(const TrainingJob& training, const std::string& program) {
  const JobOutcome outcome = run_to_end(training, program);
  const bool is_done = outcome.exit_code == ExitCode::kDone;
  std::ostream& out = is_done ? std::cout : std::cerr;
  out << (is_done ? "" : "tandem: ") << outcome.message;
  if (!outcome.message.ends_with('\n')) out << '\n';
  return outcome.exit_code;
}

}  // namespace tandem
