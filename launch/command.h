// A command of a program is a value: what help says of it, its options, what it does.
#pragma once

#include <boost/program_options/options_description.hpp>
#include <boost/program_options/positional_options.hpp>
#include <boost/program_options/value_semantic.hpp>
#include <boost/program_options/variables_map.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "framework/core/error.h"

namespace tandem {

using Arguments = std::vector<std::string>;

struct Command;

/// One call of a command.
struct CommandCall {
  const Command& command;
  std::string program;  // how the user called it
  Arguments arguments;  // all after the command's name
  /// Options and words of the arguments; empty for a command that reads them itself.
  boost::program_options::variables_map values = {};
  Arguments words = {};

  bool has(const std::string& option) const { return values.count(option) > 0; }
  /// The value of an option that has a default.
  template <class Value>
  Value get(const std::string& option) const {
    return values[option].as<Value>();
  }
  template <class Value>
  std::optional<Value> find(const std::string& option) const {
    return has(option) ? std::optional(get<Value>(option)) : std::nullopt;
  }

  /// Throws UsageError saying what the command expects.
  [[noreturn]] void fail(const std::string& what) const;
};

struct Command {
  std::string program;  // whose it is: "tandem", "tandem-worker"
  std::string name;
  std::string usage;     // what follows the name: "RUN [--step N]"
  std::string sentence;  // what it is for
  int place = 0;         // in the help: from small to large
  /// Its options, without --help; null for a command that reads its arguments itself.
  boost::program_options::options_description (*options)() = nullptr;
  /// Returns the exit code of the process; throws Error.
  ExitCode (*run)(const CommandCall& call) = nullptr;
};

/// Titled as help shows them; to be added to.
boost::program_options::options_description no_options();

/// "--step", "--seed", …
std::vector<std::string> option_names(const boost::program_options::options_description& options);

/// The option in "--step=4", where a value may stand behind it or not.
std::string option_in(const std::string& word);

/// The value of --seed: as po::value<uint64_t>, but a number with a minus is refused like any other
/// text that is none. The description of the option takes it over.
boost::program_options::typed_value<uint64_t>* seed_value();

/// "tandem sample RUN [--step N]".
std::string usage_of(const Command& command);

/// The sentence, the usage and the options.
std::string help_of(const Command& command);

/// The values of the options; words that belong to none are of `positional`. `help`, a command
/// line, shows the options. Throws UsageError naming the nearest option.
boost::program_options::variables_map parse_options(
    const Arguments& arguments, const boost::program_options::options_description& options,
    const boost::program_options::positional_options_description& positional,
    const std::string& help);

/// `arguments` read by the options of the command. Throws UsageError naming the nearest option.
CommandCall parse_call(const Command& command, const std::string& program,
                       const Arguments& arguments);

/// Those of the options that a call was given, as words that give them again to another command.
/// Their values are whole numbers or text.
Arguments words_of(const CommandCall& call,
                   const boost::program_options::options_description& options);

/// The words of the text of an option, as a shell would split them. Throws UsageError where they
/// cannot be told apart.
Arguments shell_split(const CommandCall& call, const std::string& option);

/// The commands of `tandem`, commands/<name>.cpp each: a table that CMake generates.
std::vector<Command> all_commands();

}  // namespace tandem
