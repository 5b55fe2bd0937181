// train: from a configuration, or the state of another run, to a job and its end.
#include <boost/program_options/value_semantic.hpp>
#include <filesystem>
#include <iostream>
#include <utility>

#include "framework/core/shell_words.h"
#include "framework/runs/run_directory.h"
#include "framework/runs/run_lock.h"
#include "launch/training_job.h"
#include "launch/worker_program.h"

namespace tandem {
namespace {

namespace po = boost::program_options;

po::options_description command_options() {
  po::options_description options = no_options();
  options.add_options()("run", po::value<std::string>()->value_name("DIR"),
                        "directory of the run. Default: runs/NAME, NAME from the configuration")(
      "from", po::value<std::string>()->value_name("RUN@STEP"),
      "branch off: begin with the exact state of that checkpoint of another run (RUN: of its "
      "newest), and with its configuration, of which `tandem config CONFIG help` marks what may "
      "change")("dry-run", "show what would run, and do nothing");
  add_job_options(options);
  return options;
}

/// What the worker is asked about the new run, from its configuration or from another run.
Arguments question_of(const CommandCall& call) {
  Arguments question = {"resolve"};
  if (const auto parent = call.find<std::string>("from")) {
    for (const std::string& word : call.words) {
      if (word.starts_with('~') || word.find('=') != std::string::npos) continue;
      call.fail("--from takes the configuration of that run, and not '" + word + "' too");
    }
    question = {"branch", *parent};
  } else if (call.words.empty()) {
    call.fail("the configuration is missing");
  }
  question.insert(question.end(), call.words.begin(), call.words.end());
  return question;
}

/// Throws as check_new_run_directory does, naming the options that choose another directory.
void check_directory(const std::filesystem::path& directory) {
  try {
    check_new_run_directory(directory);
  } catch (const Error& error) {
    Problem problem = error.problem();
    problem.advice += " --run DIR or name=… names it.";
    throw Error(error.exit_code(), problem);
  }
}

void print_plan(const TrainingJob& training) {
  std::cout << "run:      " << training.run.string() << "\nranks:    " << training.job.ranks
            << "\ncommand:  " << shell_line(training.launcher->arguments(training.job))
            << "\nconfiguration:\n"
            << training.facts.yaml;
}

/// What the directory of the run is made of.
NewRun new_run(const CommandCall& call, const ResolvedRun& facts) {
  NewRun run{.yaml = facts.yaml, .overrides = call.words};
  if (facts.parent.empty()) {
    run.overrides.erase(run.overrides.begin());  // the configuration
  } else {
    run.parent = {facts.parent, facts.start};
  }
  return run;
}

ExitCode train(const CommandCall& call) {
  const WorkerAnswer answer = ask_worker(question_of(call));
  if (answer.exit_code != ExitCode::kDone) return answer.exit_code;
  const ResolvedRun& facts = answer.run;
  const std::filesystem::path directory =
      call.find<std::string>("run").value_or("runs/" + facts.name);
  TrainingJob training = plan_job(job_options(call), facts, directory);
  check_directory(directory);
  if (call.has("dry-run")) {
    print_plan(training);
    return ExitCode::kDone;
  }
  make_run_root(directory);
  const RunLock lock(directory, RunLock::Holder::kLauncher);
  {
    const RunLock no_rank_is_at_work(directory, RunLock::Holder::kRank);
    create_run_directory(directory, new_run(call, facts));
  }
  return run_job(std::move(training), call.program);
}

}  // namespace

Command train_command() {
  return {.program = "tandem",
          .name = "train",
          .usage =
              "{CONFIG | --from RUN@STEP} [key=value …] [--ranks N] [--hosts a:4,b:4] "
              "[--run DIR] [--until STEP] [--dry-run]",
          .sentence = "Train a model, from the beginning or from the state of another run.",
          .place = 2,
          .options = command_options,
          .run = train};
}

}  // namespace tandem
