// Files of a run that lie elsewhere now, as words behind the run say: `data.path=FILE`.
#pragma once

#include <map>
#include <optional>
#include <string>

namespace tandem {

/// Where files of a run lie now, by the option that names them.
using MovedFiles = std::map<std::string, std::string>;

/// The option that says where a source of the data lies; the only source has no name.
std::string place_option(const std::string& source);

/// Whether an option says where data lie.
bool names_data(const std::string& option);

/// Whether an option names files, which may have moved: data, or what images are measured by.
bool names_files(const std::string& option);

/// What a word `option=value` says.
struct SetOption {
  std::string option;
  std::string value;
};

/// Nothing for a word that sets no option: names of options have no slash, unlike most paths.
std::optional<SetOption> option_set_by(const std::string& word);

}  // namespace tandem
