#include "launch/commands.h"

#include <algorithm>
#include <boost/program_options/value_semantic.hpp>
#include <filesystem>
#include <iostream>
#include <map>
#include <optional>

#include "framework/config/nearest_name.h"
#include "framework/core/error.h"
#include "launch/command_line.h"
#include "launch/doctor.h"
#include "launch/inspect_data.h"
#include "launch/model_commands.h"
#include "launch/pack.h"
#include "launch/run_commands.h"
#include "launch/version.h"
#include "launch/worker_program.h"

namespace tandem {
namespace {

namespace po = boost::program_options;

using Arguments = std::vector<std::string>;

[[noreturn]] void pass_on(const std::string& command, const Arguments& arguments) {
  Arguments all = {command};
  all.insert(all.end(), arguments.begin(), arguments.end());
  become_worker(all);
}

bool asks_for_help(const Arguments& arguments) {
  return std::find(arguments.begin(), arguments.end(), "--help") != arguments.end();
}

int inspect_command(const Arguments& arguments) {
  po::options_description options = checkpoint_options();
  options.add_options()("grid", po::value<std::string>()->value_name("FILE.png"),
                        "write a grid of samples of the data set")("help", "this text");
  const po::variables_map values = parse_command(arguments, options);
  if (values.count("help") > 0) {
    std::cout << command_help("inspect", options);
    return 0;
  }
  Arguments words = words_of(values);
  if (words.size() != 1) fail_usage("inspect", "one file or directory is needed");
  std::error_code error;
  const std::filesystem::path path = words.front();
  // Runs and checkpoints are directories; a file that is missing is explained by its reader.
  if (std::filesystem::is_directory(path, error) || path.extension() == ".safetensors") {
    if (values.count("grid") > 0) fail_usage("inspect", "--grid is for data sets");
    if (values.count("step") > 0) {
      words.insert(words.end(), {"--step", std::to_string(values["step"].as<int64_t>())});
    }
    if (values.count("best") > 0) words.push_back("--best");
    pass_on("inspect", words);
  }
  if (values.count("step") + values.count("best") > 0) {
    fail_usage("inspect", "--step and --best are for runs");
  }
  std::optional<std::filesystem::path> grid;
  if (values.count("grid") > 0) grid = values["grid"].as<std::string>();
  return inspect_data_command(path, grid);
}

/// The commands that the worker carries out and whose help `tandem` shows, with their options.
const std::map<std::string, po::options_description (*)()>& worker_commands() {
  using Options = po::options_description;
  static const std::map<std::string, Options (*)()> kCommands = {
      {"config", [] { return Options(); }},
      {"sample", sample_options},
      {"encode", encode_options},
      {"evaluate", evaluate_options}};
  return kCommands;
}

std::string help_of(const std::string& command) {
  po::options_description options = worker_commands().at(command)();
  if (!options.options().empty()) options.add_options()("help", "this text");
  return command_help(command, options);
}

[[noreturn]] void fail_unknown(const std::string& command) {
  std::vector<std::string> names;
  for (const CommandDescription& each : command_descriptions()) names.push_back(each.name);
  throw UsageError(
      {.what = "unknown command '" + command + "'", .advice = suggest_name(command, names)});
}

}  // namespace

int run_command(const std::string& program, const Arguments& arguments) {
  const std::string command = arguments.empty() ? "--help" : arguments.front();
  const Arguments rest(arguments.begin() + (arguments.empty() ? 0 : 1), arguments.end());
  if (command == "--help" || command == "help") {
    std::cout << program_help();
    return static_cast<int>(arguments.empty() ? ExitCode::kUsage : ExitCode::kDone);
  }
  if (command == "--version") {
    std::cout << "tandem " << kVersion << " (" << kBuild << ")\n";
    return 0;
  }
  if (command == "pack") return pack_command(rest);
  if (command == "train") return train_command(program, rest);
  if (command == "resume") return resume_command(program, rest);
  if (command == "inspect") return inspect_command(rest);
  if (command == "doctor") {
    if (asks_for_help(rest)) {
      std::cout << command_help(command, {});
      return 0;
    }
    if (!rest.empty()) fail_usage("doctor", "it takes no arguments");
    return doctor_command();
  }
  if (!worker_commands().contains(command)) fail_unknown(command);
  if (asks_for_help(rest)) {
    std::cout << help_of(command);
    return 0;
  }
  pass_on(command, rest);
}

}  // namespace tandem
