#include "launch/command_line.h"

#include <algorithm>
#include <boost/program_options/errors.hpp>
#include <boost/program_options/parsers.hpp>
#include <boost/program_options/positional_options.hpp>
#include <boost/program_options/value_semantic.hpp>
#include <sstream>

#include "framework/config/nearest_name.h"
#include "framework/core/error.h"

namespace tandem {
namespace {

namespace po = boost::program_options;

constexpr const char* kWords = "words";

const CommandDescription& description_of(const std::string& command) {
  const auto& all = command_descriptions();
  return *std::find_if(all.begin(), all.end(),
                       [&](const CommandDescription& each) { return each.name == command; });
}

std::vector<std::string> option_names(const po::options_description& options) {
  std::vector<std::string> names;
  for (const auto& option : options.options()) names.push_back("--" + option->long_name());
  return names;
}

}  // namespace

const std::vector<CommandDescription>& command_descriptions() {
  static const std::vector<CommandDescription> kCommands = {
      {"pack", "{mnist|cifar10|sprites|images|pairs} … --output FILE.h5", "Write a data set."},
      {"train",
       "{CONFIG | --from RUN@STEP} [key=value …] [--ranks N] [--hosts a:4,b:4] [--run DIR] "
       "[--until STEP] [--dry-run]",
       "Train a model, from the beginning or from the state of another run."},
      {"resume",
       "RUN [key=value …] [--step N | --best] [--ranks N] [--hosts a:4,b:4] [--until STEP]",
       "Continue a run from its newest checkpoint, or from an earlier one: what lies behind that "
       "is "
       "moved aside."},
      {"sample",
       "RUN [--step N | --best] [--raw] [--count N] [--seed N] [--condition NAME=VALUE] "
       "[--grid KIND] [--input FOLDER --direction NAME] [--output FILE.png|FOLDER/|FILE.h5]",
       "Write samples of a trained model as a grid or one by one, a grid of what it can show, or a "
       "folder of images that it translates."},
      {"encode", "RUN [--step N | --best] [--raw] [--split test|valid|train] --output FILE.h5",
       "Write the codes that a trained model gives images, with their labels and factors."},
      {"evaluate",
       "RUN [--step N | --best] [--raw] [--split test|valid|train] [--classifier RUN] "
       "[--samples N] [--likelihood-samples N]",
       "Measure a trained model on data that it was not trained on."},
      {"inspect", "FILE.h5 [--grid FILE.png] | CHECKPOINT | RUN [--step N | --best]",
       "Show a data set, a checkpoint or a run."},
      {"config", "CONFIG [key=value …] {show|schema|help [NAME]}",
       "Show all options of a configuration."},
      {"doctor", "", "Check what is installed and whether ranks can work together."}};
  return kCommands;
}

std::string program_help() {
  std::string text =
      "tandem trains generative models data-parallel over MPI ranks, with the same results\n"
      "whatever number of ranks ran them.\n\nUsage: tandem COMMAND …\n\n";
  for (const CommandDescription& command : command_descriptions()) {
    text += "  " + command.name + std::string(10 - command.name.size(), ' ') + command.sentence +
            "\n" + std::string(12, ' ') + "tandem " + command.name + " " + command.usage + "\n";
  }
  return text +
         "\n  --help     this text; `tandem COMMAND --help` for one command\n"
         "  --version  what this build is\n\n"
         "Exit codes: 0 done, 64 usage, 65 bad configuration or data, 70 internal, 74 input or\n"
         "output, 75 stopped on request and resumable, 76 a rank was lost, 77 diverged.\n";
}

std::string command_help(const std::string& command, const po::options_description& options) {
  const CommandDescription& description = description_of(command);
  std::ostringstream text;
  text << description.sentence << "\n\nUsage: tandem " << command << " " << description.usage
       << "\n";
  if (!options.options().empty()) text << "\n" << options;
  return text.str();
}

po::variables_map parse_command(const std::vector<std::string>& arguments,
                                const po::options_description& options) {
  po::options_description all;
  all.add(options).add_options()(kWords, po::value<std::vector<std::string>>());
  const auto positional = po::positional_options_description().add(kWords, -1);
  po::variables_map values;
  try {
    const int style = po::command_line_style::unix_style & ~po::command_line_style::allow_guessing &
                      ~po::command_line_style::allow_short;
    po::store(
        po::command_line_parser(arguments).options(all).positional(positional).style(style).run(),
        values);
    po::notify(values);
  } catch (const po::unknown_option& error) {
    throw UsageError({.what = error.what(),
                      .advice = suggest_name(error.get_option_name(), option_names(options))});
  } catch (const po::error& error) {
    throw UsageError({.what = error.what(), .advice = "`tandem --help` shows the usage."});
  }
  return values;
}

std::vector<std::string> words_of(const po::variables_map& values) {
  if (values.count(kWords) == 0) return {};
  return values[kWords].as<std::vector<std::string>>();
}

void fail_usage(const std::string& command, const std::string& what) {
  throw UsageError({.what = what,
                    .where = "tandem " + command,
                    .expected = "tandem " + command + " " + description_of(command).usage,
                    .advice = "`tandem " + command + " --help` says more."});
}

}  // namespace tandem
