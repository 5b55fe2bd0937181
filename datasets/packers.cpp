#include "datasets/packers.h"

#include "framework/core/error.h"
#include "framework/core/text.h"

namespace tandem {

std::string from_option(const boost::program_options::variables_map& options,
                        const std::string& expected) {
  if (options.count("from") > 0) return options["from"].as<std::string>();
  throw UsageError({.what = "--from is missing", .expected = expected});
}

std::vector<std::string> listed_names(const std::string& text, const std::string& option) {
  std::vector<std::string> names = split(text, ',');
  for (const std::string& name : names) {
    if (name.empty()) throw UsageError({.what = option + " has an empty name", .got = text});
  }
  return names;
}

}  // namespace tandem
