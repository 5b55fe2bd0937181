#include "launch/command.h"

#include <boost/program_options/errors.hpp>
#include <boost/program_options/parsers.hpp>
#include <boost/program_options/positional_options.hpp>
#include <boost/program_options/value_semantic.hpp>
#include <sstream>

#include "framework/config/nearest_name.h"

namespace tandem {
namespace {

namespace po = boost::program_options;

// Under this name boost keeps words that belong to no option.
constexpr const char* kWords = "words";

std::vector<std::string> option_names(const po::options_description& options) {
  std::vector<std::string> names;
  for (const auto& option : options.options()) names.push_back("--" + option->long_name());
  return names;
}

}  // namespace

void CommandCall::fail(const std::string& what) const {
  const std::string name = command.program + " " + command.name;
  throw UsageError({.what = what,
                    .where = name,
                    .expected = usage_of(command),
                    .advice = "`" + name + " --help` says more."});
}

po::options_description no_options() { return po::options_description("Options"); }

std::string usage_of(const Command& command) {
  return command.program + " " + command.name + (command.usage.empty() ? "" : " " + command.usage);
}

std::string help_of(const Command& command) {
  std::ostringstream text;
  text << command.sentence << "\n\nUsage: " << usage_of(command) << "\n";
  po::options_description options = command.options();
  if (options.options().empty()) return text.str();
  options.add_options()("help", "this text");
  text << "\n" << options;
  return text.str();
}

CommandCall parse_call(const Command& command, const std::string& program,
                       const Arguments& arguments) {
  CommandCall call{.command = command, .program = program, .arguments = arguments};
  if (command.options == nullptr) return call;
  po::options_description options = command.options();
  options.add_options()("help", "");
  // Apart from `options`, by which the nearest name is suggested: --words is none.
  po::options_description all;
  all.add(options).add_options()(kWords, po::value<Arguments>());
  const auto positional = po::positional_options_description().add(kWords, -1);
  try {
    // Names in full: boost else takes the beginning of one, like --out, for the whole.
    const int style = po::command_line_style::unix_style & ~po::command_line_style::allow_guessing &
                      ~po::command_line_style::allow_short;
    po::store(
        po::command_line_parser(arguments).options(all).positional(positional).style(style).run(),
        call.values);
    po::notify(call.values);
  } catch (const po::unknown_option& error) {
    throw UsageError({.what = error.what(),
                      .advice = suggest_name(error.get_option_name(), option_names(options))});
  } catch (const po::error& error) {
    throw UsageError(
        {.what = error.what(), .advice = "`" + command.program + " --help` shows the usage."});
  }
  call.words = call.find<Arguments>(kWords).value_or(Arguments());
  return call;
}

}  // namespace tandem
