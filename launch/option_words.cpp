#include "launch/option_words.h"

#include <boost/any.hpp>
#include <boost/program_options/value_semantic.hpp>
#include <string>
#include <vector>

namespace tandem {

namespace po = boost::program_options;

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
      for (const std::string& text : *texts) words.push_back(name + "=" + text);
    } else {
      // In one word, since a value may begin with a hyphen.
      words.push_back(name + "=" + value.as<std::string>());
    }
  }
  return words;
}

}  // namespace tandem
