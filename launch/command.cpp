#include "launch/command.h"

#include <boost/any.hpp>
#include <boost/program_options/errors.hpp>
#include <boost/program_options/parsers.hpp>
#include <boost/program_options/positional_options.hpp>
#include <boost/token_functions.hpp>
#include <sstream>

#include "framework/config/nearest_name.h"

namespace tandem {
namespace {

namespace po = boost::program_options;

// Under this name boost keeps words that belong to no option.
constexpr const char* kWords = "words";

/// `help`: a command line.
std::string advice_of(const std::string& help) { return "`" + help + "` shows the usage."; }

bool takes(const po::value_semantic& semantic, const std::string& text) {
  try {
    boost::any value;
    semantic.parse(value, {text}, /*utf8=*/true);
    return true;
  } catch (const po::error&) {
    return false;
  }
}

/// What the value of an option is, where any text will not do.
std::string expected_value(const po::options_description& options, std::string option) {
  option.erase(0, option.find_first_not_of('-'));
  const po::option_description* found = options.find_nothrow(option, /*approx=*/false);
  if (found == nullptr || !takes(*found->semantic(), "1")) return "";
  if (takes(*found->semantic(), "0.5")) return "a number";
  return takes(*found->semantic(), "-1") ? "a whole number" : "a whole number, at least 0";
}

class SeedValue : public po::typed_value<uint64_t> {
 public:
  SeedValue() : po::typed_value<uint64_t>(nullptr) {}

  void xparse(boost::any& value, const std::vector<std::string>& words) const override {
    for (const std::string& word : words) {
      // Boost would take -1 for 2^64 - 1.
      if (word.starts_with('-')) throw po::invalid_option_value(word);
    }
    po::typed_value<uint64_t>::xparse(value, words);
  }
};

}  // namespace

std::vector<std::string> option_names(const po::options_description& options) {
  std::vector<std::string> names;
  for (const auto& option : options.options()) {
    // By no option are words given: they only stand among the options.
    if (option->long_name() != kWords) names.push_back("--" + option->long_name());
  }
  return names;
}

std::string option_in(const std::string& word) { return word.substr(0, word.find('=')); }

void CommandCall::fail(const std::string& what) const {
  const std::string name = command.program + " " + command.name;
  throw UsageError({.what = what,
                    .where = name,
                    .expected = usage_of(command),
                    .advice = "`" + name + " --help` says more."});
}

po::options_description no_options() { return po::options_description("Options"); }

po::typed_value<uint64_t>* seed_value() { return new SeedValue; }

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

po::variables_map parse_options(const Arguments& arguments, const po::options_description& options,
                                const po::positional_options_description& positional,
                                const std::string& help) {
  po::variables_map values;
  try {
    // Names in full: boost else takes the beginning of one, like --out, for the whole.
    const int style = po::command_line_style::unix_style & ~po::command_line_style::allow_guessing &
                      ~po::command_line_style::allow_short;
    po::store(po::command_line_parser(arguments)
                  .options(options)
                  .positional(positional)
                  .style(style)
                  .run(),
              values);
    po::notify(values);
  } catch (const po::unknown_option& error) {
    throw UsageError(
        {.what = error.what(),
         .advice = suggest_name(option_in(error.get_option_name()), option_names(options))});
  } catch (const po::validation_error& error) {
    throw UsageError({.what = error.what(),
                      .expected = expected_value(options, error.get_option_name()),
                      .advice = advice_of(help)});
  } catch (const po::error& error) {
    throw UsageError({.what = error.what(), .advice = advice_of(help)});
  }
  return values;
}

CommandCall parse_call(const Command& command, const std::string& program,
                       const Arguments& arguments) {
  CommandCall call{.command = command, .program = program, .arguments = arguments};
  if (command.options == nullptr) return call;
  po::options_description options = command.options();
  options.add_options()("help", "")(kWords, po::value<Arguments>());
  call.values =
      parse_options(arguments, options, po::positional_options_description().add(kWords, -1),
                    command.program + " " + command.name + " --help");
  call.words = call.find<Arguments>(kWords).value_or(Arguments());
  return call;
}

Arguments words_of(const CommandCall& call, const po::options_description& options) {
  Arguments words;
  for (const auto& option : options.options()) {
    const std::string name = "--" + option->long_name();
    const po::variable_value& value = call.values[option->long_name()];
    if (value.empty() || value.defaulted()) continue;
    if (option->semantic()->max_tokens() == 0) {
      words.push_back(name);
    } else if (const auto* number = boost::any_cast<int64_t>(&value.value())) {
      words.push_back(name + "=" + std::to_string(*number));
    } else if (const auto* texts = boost::any_cast<std::vector<std::string>>(&value.value())) {
      for (const std::string& text : *texts) {
        words.push_back(std::string(name).append("=").append(text));
      }
    } else {
      // In one word, since a value may begin with a hyphen.
      words.push_back(name + "=" + value.as<std::string>());
    }
  }
  return words;
}

Arguments shell_split(const CommandCall& call, const std::string& option) {
  const auto text = call.get<std::string>(option);
  try {
    return po::split_unix(text);
  } catch (const boost::escaped_list_error& error) {
    throw UsageError({.what = "words that cannot be told apart (" + std::string(error.what()) + ")",
                      .where = "--" + option,
                      .expected = "words as a shell would split them, like \"--mem-per-cpu 2G\"",
                      .got = "'" + text + "'",
                      .advice = "Write a backslash as \\\\."});
  }
}

}  // namespace tandem
