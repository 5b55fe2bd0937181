#include "launch/new_run.h"

#include <boost/program_options/value_semantic.hpp>

#include "framework/core/error.h"
#include "framework/core/shell_words.h"
#include "framework/runs/run_lock.h"
#include "launch/worker_program.h"

namespace tandem {

namespace po = boost::program_options;

namespace {

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

/// What the directory of the run is made of.
NewRun content_of(const CommandCall& call, const ResolvedRun& resolved) {
  NewRun run{.yaml = resolved.yaml, .overrides = call.words};
  if (resolved.parent.empty()) {
    run.overrides.erase(run.overrides.begin());  // the configuration
  } else {
    run.parent = {resolved.parent, resolved.start_step};
  }
  return run;
}

/// Whether a directory holds a run; false, too, where that cannot be told.
bool is_known_run(const std::filesystem::path& directory) {
  try {
    return holds_run(directory);
  } catch (const FileError&) {
    return false;
  }
}

}  // namespace

void add_new_run_options(po::options_description& options) {
  options.add_options()("run", po::value<std::string>()->value_name("DIR"),
                        "directory of the run. Default: runs/NAME, NAME from the configuration")(
      "from", po::value<std::string>()->value_name("RUN@STEP"),
      "branch off: begin with the exact state of that checkpoint of another run (RUN: of its "
      "newest), and with its configuration, of which `tandem config CONFIG help` marks what may "
      "change");
}

PlannedRun plan_run(const CommandCall& call) {
  // As "$RUN" is where that variable is not set.
  if (call.find<std::string>("run") == "") call.fail("--run is empty");
  WorkerAnswer answer = ask_worker(question_of(call));
  PlannedRun planned{.exit_code = answer.exit_code};
  if (answer.exit_code != ExitCode::kDone) return planned;
  planned.resolved = std::move(answer.run);
  if (!planned.resolved.parent.empty() && planned.resolved.start_step >= planned.resolved.steps) {
    throw ConfigError(
        {.what = "nothing is left to train after the checkpoint that it begins with",
         .where = "steps",
         .expected = "more than " + std::to_string(planned.resolved.start_step),
         .got = std::to_string(planned.resolved.steps),
         .advice = "Give more, like steps=" + std::to_string(2 * planned.resolved.start_step) +
                   ", or an earlier checkpoint, like --from RUN@STEP."});
  }
  planned.directory = call.find<std::string>("run").value_or("runs/" + planned.resolved.name);
  planned.content = content_of(call, planned.resolved);
  return planned;
}

void check_run_directory(const PlannedRun& run) {
  try {
    check_new_run_directory(run.directory);
  } catch (const Error& error) {
    // The framework does not know how the options are called.
    Problem problem = error.problem();
    problem.advice += " --run DIR or name=… names another.";
    if (is_known_run(run.directory)) {
      problem.advice += " `" + shell_line({"tandem", "resume", run.directory.string()}) +
                        "` goes on with the run that is there.";
    }
    throw Error(error.exit_code(), problem);
  }
}

void make_run(const PlannedRun& run) {
  const RunLock no_rank_is_at_work(run.directory, RunLock::Holder::kRank);
  create_run_directory(run.directory, run.content);
}

}  // namespace tandem
