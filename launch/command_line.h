// What the commands of `tandem` share: their list, their help, their arguments.
#pragma once

#include <boost/program_options/options_description.hpp>
#include <boost/program_options/variables_map.hpp>
#include <string>
#include <vector>

namespace tandem {

/// A command as help shows it.
struct CommandDescription {
  std::string name;
  std::string usage;
  std::string sentence;
};

/// All commands in the order of the help.
const std::vector<CommandDescription>& command_descriptions();

/// The help of the whole program.
std::string program_help();

/// The help of one command; `options` may be empty.
std::string command_help(const std::string& command,
                         const boost::program_options::options_description& options);

/// Options and, under "words", everything else. Throws UsageError naming the nearest option.
boost::program_options::variables_map parse_command(
    const std::vector<std::string>& arguments,
    const boost::program_options::options_description& options);

/// The "words" of parse_command.
std::vector<std::string> words_of(const boost::program_options::variables_map& values);

/// Throws UsageError saying what `command` expects.
[[noreturn]] void fail_usage(const std::string& command, const std::string& what);

}  // namespace tandem
