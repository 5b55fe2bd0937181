#include "launch/slurm/submission.h"

#include <algorithm>
#include <boost/program_options/value_semantic.hpp>
#include <iostream>

#include "framework/core/error.h"
#include "framework/core/files.h"
#include "framework/core/number_in.h"
#include "framework/core/shell_words.h"
#include "framework/core/text.h"
#include "framework/runs/slurm_paths.h"
#include "launch/job/child_process.h"
#include "launch/worker_program.h"

namespace tandem {

namespace po = boost::program_options;

namespace {

constexpr const char* kSbatch = "sbatch";

/// Options that sbatch has under the same names.
po::options_description passed_options() {
  po::options_description options;
  const auto text = [](const char* name) { return po::value<std::string>()->value_name(name); };
  options.add_options()("nodes", text("N|A-B"), "nodes, or the fewest and the most of them")(
      "ntasks-per-node", text("N"),
      "places for ranks of each node. Default: its GPUs, or as many as its CPUs have room for")(
      "cpus-per-task", text("N"), "CPUs of each rank")(
      "gpus-per-node", text("N"), "GPUs of each node")("time", text("T"), "limit, as 12:00:00")(
      "partition", text("P"), "queue");
  return options;
}

/// Of "4", "a100:4" or "a100:4,v100:2"; a kind alone is one.
int64_t count_gpus(const std::string& gpus) {
  int64_t count = 0;
  for (const std::string& kind : split(gpus, ',')) {
    count += number_in<int64_t>(split(kind, ':').back()).value_or(1);
  }
  return count;
}

/// Else a node has one task, and all of its ranks that one's CPU.
std::vector<std::string> places_for_gpus(const CommandCall& call, const Arguments& more) {
  const auto gpus = call.find<std::string>("gpus-per-node");
  if (!gpus || call.has("ntasks-per-node")) return {};
  for (const std::string& word : more) {
    if (word.starts_with("--ntasks") || word.starts_with("-n")) return {};
  }
  const int64_t places = count_gpus(*gpus);
  if (places < 1) return {};
  return {"--ntasks-per-node=" + std::to_string(places)};
}

/// The seconds of a limit as Slurm takes it: "90" minutes, "90:00", "1:30:00", "1-12", "1-12:30",
/// "1-12:30:00". Nothing for one that is none, or is something else.
std::optional<int64_t> limit_seconds(const std::string& limit) {
  const size_t dash = limit.find('-');
  const bool has_days = dash != std::string::npos;
  std::vector<int64_t> units = {60, 1, 0};
  const std::vector<std::string> clock = split(has_days ? limit.substr(dash + 1) : limit, ':');
  if (has_days || clock.size() == 3) units = {3600, 60, 1};
  if (clock.size() > 3) return {};
  int64_t seconds = 0;
  const auto add = [&](const std::string& text, int64_t unit) {
    const auto number = number_in<int64_t>(text);
    constexpr int64_t kMost = 1000000;  // more is no limit
    if (!number || *number < 0 || *number > kMost) return false;
    seconds += *number * unit;
    return true;
  };
  if (has_days && !add(limit.substr(0, dash), 24 * int64_t{3600})) return {};
  for (size_t i = 0; i < clock.size(); ++i) {
    if (!add(clock[i], units[i])) return {};
  }
  return seconds > 0 ? std::optional(seconds) : std::nullopt;
}

/// How long before its end the job is asked for a checkpoint. Throws UsageError for a time that
/// would leave none to train in, where nothing shorter can be chosen.
int64_t signal_seconds(const CommandCall& call) {
  const auto seconds = call.get<int64_t>("signal-before");
  // What sbatch takes.
  if (seconds < 1 || seconds > 65535) {
    throw UsageError({.what = "a time that Slurm cannot keep",
                      .where = "--signal-before",
                      .expected = "1 to 65535 seconds",
                      .got = std::to_string(seconds)});
  }
  const std::string time = call.find<std::string>("time").value_or("");
  const auto limit = limit_seconds(time);
  // The start takes time, and Slurm may send the signal early.
  const int64_t most = limit ? std::max<int64_t>(1, *limit * 3 / 4) : seconds;
  if (seconds <= most) return seconds;
  if (call.values["signal-before"].defaulted()) return std::max<int64_t>(1, *limit / 2);
  throw UsageError(
      {.what = "a job would be asked to end as soon as it has begun",
       .where = "--signal-before",
       .expected = "at most " + std::to_string(most) + " seconds, three quarters of --time=" + time,
       .got = std::to_string(seconds)});
}

/// A path as Slurm's patterns for the names of files take it.
std::string without_patterns(const std::string& path) {
  std::string text;
  for (const char letter : path) text += letter == '%' ? "%%" : std::string(1, letter);
  return text;
}

std::vector<std::string> array_of(const BatchScript& script) {
  if (!script.num_jobs) return {};
  return {"--array=0-" + std::to_string(*script.num_jobs - 1)};
}

/// The words behind a prefix. A line break in one of them would begin a line for the shell.
std::string line_of(const std::string& prefix, const std::vector<std::string>& words) {
  if (words.empty()) return "";
  for (const std::string& word : words) {
    if (printable_line(word) == word) continue;
    throw UsageError({.what = "a word that no line of a batch script can hold",
                      .where = "tandem submit",
                      .expected = "no line breaks and other control characters",
                      .got = "'" + printable_line(word) + "'"});
  }
  return prefix + shell_line(words) + "\n";
}

}  // namespace

void add_allocation_options(po::options_description& options) {
  options.add(passed_options());
  options.add_options()("sbatch-args",
                        po::value<std::string>()->value_name("WORDS")->default_value("", ""),
                        "more arguments for sbatch, as a shell would split them: \"--account a\"")(
      "signal-before", po::value<int64_t>()->value_name("SECONDS")->default_value(180),
      "how long before the limit, or the end of a job that makes room for another, Slurm asks for "
      "a checkpoint")("dry-run", "print the batch script, and make nothing");
}

std::string to_text(const BatchScript& script) {
  const std::string directive = "#SBATCH ";  // sbatch splits these lines as a shell does
  // %j is a number of its own for each task of an array, too.
  const std::string log =
      (std::filesystem::path(without_patterns(script.logs.string())) / slurm_log_name("%j"))
          .string();
  return "#!/bin/bash\n" +
         line_of(directive,
                 {"--job-name=" + script.name, "--chdir=" + script.working_directory.string()}) +
         line_of(directive, {"--output=" + log, "--open-mode=append"}) +
         line_of(directive,
                 {"--signal=B:USR1@" + std::to_string(script.signal_seconds), "--requeue"}) +
         line_of(directive, array_of(script)) + line_of(directive, script.allocation) +
         line_of(directive, script.more) +
         "# The signal before the end is for this process, which therefore becomes tandem.\n" +
         line_of("exec ", script.command);
}

std::optional<int64_t> most_places(const CommandCall& call) {
  // "2", or the fewest and the most, "1-2".
  const std::string words = call.find<std::string>("nodes").value_or("1");
  const auto nodes = number_in<int64_t>(split(words, '-').back());
  const auto gpus = call.find<std::string>("gpus-per-node");
  const auto tasks = call.find<std::string>("ntasks-per-node");
  for (const std::string& word : shell_split(call, "sbatch-args")) {
    if (word.starts_with("--n") || word.starts_with("-n") || word.starts_with("-N")) return {};
  }
  std::optional<int64_t> places;
  if (gpus) places = count_gpus(*gpus);
  if (tasks) places = number_in<int64_t>(*tasks);
  // sbatch refuses what is no number of nodes.
  constexpr int64_t kMost = 1 << 20;
  if (!nodes || !places || *nodes > kMost || *places > kMost) return std::nullopt;
  return *nodes * *places;
}

std::string script_of(const CommandCall& call, const Submission& submission) {
  const auto absolute = [](const std::filesystem::path& path) {
    return std::filesystem::absolute(path).lexically_normal();
  };
  BatchScript script{.name = submission.name,
                     .working_directory = std::filesystem::current_path(),
                     .logs = absolute(submission.logs),
                     .signal_seconds = signal_seconds(call),
                     .num_jobs = submission.num_jobs,
                     .more = shell_split(call, "sbatch-args"),
                     // By its whole path: where the job runs PATH may be another.
                     .command = {tandem_path()}};
  script.allocation = places_for_gpus(call, script.more);
  const po::options_description passed = passed_options();
  for (const auto& option : passed.options()) {
    const std::string& name = option->long_name();
    if (const auto value = call.find<std::string>(name)) {
      script.allocation.push_back("--" + name + "=" + *value);
    }
  }
  script.command.insert(script.command.end(), submission.command.begin(), submission.command.end());
  return to_text(script);
}

void check_sbatch() {
  if (is_program(kSbatch)) return;
  throw FileError({.what = "there is no such program, by which Slurm takes a job",
                   .where = kSbatch,
                   .expected = "Slurm's sbatch in one of the directories of PATH",
                   .advice = "Submit where Slurm is installed, or train here without submit. "
                             "Nothing was made."});
}

void submit_script(const std::string& script, const Submission& submission) {
  const std::filesystem::path file = SlurmPaths{submission.directory}.script();
  replace_file(file, script);
  const Arguments command = {kSbatch, file.string()};
  const CapturedOutput answer = capture_output(command);
  if (!answer.end.is_success()) {
    throw Error(ExitCode::kInputOutput,
                {.what = "sbatch did not take the job (" + to_string(answer.end) + ")",
                 .where = file,
                 .got = printable_line(answer.text),
                 .advice = "Everything is made; once the cause is gone: " + shell_line(command)});
  }
  std::cout << printable(answer.text) << "  " << submission.directory.string() << std::endl;
}

}  // namespace tandem
