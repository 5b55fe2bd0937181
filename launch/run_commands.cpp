#include "launch/run_commands.h"

#include <unistd.h>

#include <boost/program_options/value_semantic.hpp>
#include <filesystem>
#include <iostream>
#include <optional>

#include "framework/core/error.h"
#include "framework/runs/run_directory.h"
#include "framework/runs/run_span.h"
#include "launch/command_line.h"
#include "launch/job/job_outcome.h"
#include "launch/job/mpirun_command.h"
#include "launch/job/progress.h"
#include "launch/job/rank_choice.h"
#include "launch/job/supervisor.h"
#include "launch/model_commands.h"
#include "launch/worker_program.h"

namespace tandem {
namespace {

namespace fs = std::filesystem;
namespace po = boost::program_options;
using Words = std::vector<std::string>;

void add_job_options(po::options_description& options) {
  options.add_options()("ranks", po::value<int64_t>()->value_name("N"),
                        "processes; they must divide batch.micro_batches. Default: as many GPUs, "
                        "or on CPU as many cores, as do")(
      "hosts", po::value<std::string>()->value_name("a:4,b:4")->default_value("", ""),
      "machines with their numbers of ranks; they share this directory")(
      "until", po::value<int64_t>()->value_name("STEP"),
      "stop there with a checkpoint and exit code 75, to be resumed; schedules stay those of the "
      "whole run")("help", "this text");
}

std::optional<int64_t> named_until(const po::variables_map& values) {
  return values.count("until") > 0 ? std::optional(values["until"].as<int64_t>()) : std::nullopt;
}

/// The job of a run that goes on from facts.start; `overrides` are of its config.yaml.
JobPlan plan_job(const ResolvedRun& facts, const po::variables_map& values, const fs::path& run,
                 const Words& overrides = {}) {
  const std::optional<int64_t> until = named_until(values);
  check_span(facts.start, until, facts.steps);
  RankRequest request{.micro_batches = facts.micro_batches,
                      .ranks = {},
                      .hosts = values["hosts"].as<std::string>(),
                      .device = facts.device,
                      .num_gpus = facts.num_gpus,
                      .shares_gpus = facts.shares_gpus,
                      .num_cores = count_cores()};
  if (values.count("ranks") > 0) request.ranks = values["ranks"].as<int64_t>();
  const RankChoice choice = choose_ranks(request);
  if (!choice.warning.empty()) std::cerr << "tandem: warning: " << choice.warning << '\n';
  JobPlan plan{.ranks = choice.ranks,
               .oversubscribes = choice.oversubscribes,
               .hosts = request.hosts,
               .program = {worker_path(), "run", run.string()}};
  plan.program.insert(plan.program.end(), overrides.begin(), overrides.end());
  plan.program.insert(plan.program.end(), {"--step", std::to_string(facts.start)});
  if (until) plan.program.insert(plan.program.end(), {"--until", std::to_string(*until)});
  check_may_run_mpi(plan);
  return plan;
}

void print_plan(const ResolvedRun& facts, const JobPlan& plan, const fs::path& run) {
  std::cout << "run:      " << run.string() << "\nranks:    " << plan.ranks
            << "\ncommand:  " << shell_line(job_arguments(plan)) << "\nconfiguration:\n"
            << facts.yaml;
}

/// Runs the job and says what happened.
int run_job(const ResolvedRun& facts, const JobPlan& plan, const fs::path& run,
            const std::string& program) {
  make_folders(run);
  clear_status(run);
  Progress progress(std::cerr, ::isatty(STDERR_FILENO) == 1);
  progress.note(facts.name + ": " + std::to_string(facts.steps) + " steps, " +
                std::to_string(plan.ranks) + (plan.ranks == 1 ? " rank, " : " ranks, ") +
                facts.device + ", in " + run.string() +
                (facts.start > 0 ? ", from step " + std::to_string(facts.start) : ""));
  const JobEnd end = Supervisor(RunPaths{run}, plan.ranks, progress).run(job_arguments(plan));
  const JobOutcome outcome = judge_job(end, {run, facts.steps}, program);
  std::ostream& out = outcome.exit_code == 0 ? std::cout : std::cerr;
  out << (outcome.exit_code == 0 ? "" : "tandem: ") << outcome.message;
  if (!outcome.message.ends_with('\n')) out << '\n';
  return outcome.exit_code;
}

/// What the worker is asked about a new run, from its configuration or from another run.
Words new_run_question(const po::variables_map& values, const Words& words) {
  Words question;
  if (values.count("from") > 0) {
    for (const std::string& word : words) {
      if (word.starts_with('~') || word.find('=') != std::string::npos) continue;
      fail_usage("train", "--from takes the configuration of that run, and not '" + word + "' too");
    }
    question = {"branch", values["from"].as<std::string>()};
    question.insert(question.end(), words.begin(), words.end());
    return question;
  }
  if (words.empty()) fail_usage("train", "the configuration is missing");
  question = {"config"};
  question.insert(question.end(), words.begin(), words.end());
  question.push_back("resolve");
  return question;
}

}  // namespace

int train_command(const std::string& program, const std::vector<std::string>& arguments) {
  po::options_description options("Options");
  options.add_options()("run", po::value<std::string>()->value_name("DIR"),
                        "directory of the run. Default: runs/NAME, NAME from the configuration")(
      "from", po::value<std::string>()->value_name("RUN@STEP"),
      "branch off: begin with the exact state of that checkpoint of another run (RUN: of its "
      "newest), and with its configuration, of which `tandem config CONFIG help` marks what may "
      "change")("dry-run", "show what would run, and do nothing");
  add_job_options(options);
  const po::variables_map values = parse_command(arguments, options);
  if (values.count("help") > 0) {
    std::cout << command_help("train", options);
    return 0;
  }
  const Words words = words_of(values);
  int exit_code = 0;
  const ResolvedRun facts = ask_worker(new_run_question(values, words), exit_code);
  if (exit_code != 0) return exit_code;
  const fs::path run = values.count("run") > 0 ? fs::path(values["run"].as<std::string>())
                                               : fs::path("runs") / facts.name;
  const JobPlan plan = plan_job(facts, values, run);
  check_new_run_directory(run);
  if (values.count("dry-run") > 0) {
    print_plan(facts, plan, run);
    return 0;
  }
  NewRun made{.yaml = facts.yaml, .overrides = words};
  if (facts.parent.empty()) {
    made.overrides.erase(made.overrides.begin());
  } else {
    made.parent = {facts.parent, facts.start};
  }
  make_run_root(run);
  const RunLock lock(run, RunLock::Holder::kLauncher);
  {
    const RunLock no_rank_is_at_work(run, RunLock::Holder::kRank);
    create_run_directory(run, made);
  }
  return run_job(facts, plan, run, program);
}

int resume_command(const std::string& program, const std::vector<std::string>& arguments) {
  po::options_description options = checkpoint_options();
  add_job_options(options);
  const po::variables_map values = parse_command(arguments, options);
  if (values.count("help") > 0) {
    std::cout << command_help("resume", options);
    return 0;
  }
  const Words words = words_of(values);
  if (words.empty()) fail_usage("resume", "the run is missing");
  check_one_checkpoint(values);
  const fs::path run = words.front();
  check_is_run(run);
  Words question = {"resume"};
  question.insert(question.end(), words.begin(), words.end());
  if (values.count("best") > 0) question.push_back("--best");
  if (values.count("step") > 0) {
    question.insert(question.end(), {"--step", std::to_string(values["step"].as<int64_t>())});
  }
  const RunLock lock(run, RunLock::Holder::kLauncher);
  ResolvedRun facts;
  {
    // A rank that outlived its launcher would change what is looked at. Afterwards rank 0 takes
    // this lock itself.
    const RunLock no_rank_is_at_work(run, RunLock::Holder::kRank);
    int exit_code = 0;
    facts = ask_worker(question, exit_code);
    if (exit_code != 0) return exit_code;
  }
  const JobPlan plan = plan_job(facts, values, run, {words.begin() + 1, words.end()});
  return run_job(facts, plan, run, program);
}

}  // namespace tandem
