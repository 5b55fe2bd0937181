#include "launch/moved_files.h"

namespace tandem {

std::string place_option(const std::string& source) {
  if (source.empty()) return "data.path";
  return std::string("data.sources.").append(source).append(".path");
}

bool names_data(const std::string& option) {
  return option.starts_with("data.") && option.ends_with(".path");
}

bool names_files(const std::string& option) {
  return names_data(option) || option == "evaluation.classifier" || option == "evaluation.features";
}

std::optional<SetOption> option_set_by(const std::string& word) {
  const size_t end = word.find('=');
  if (end == std::string::npos || word.find('/') < end) return std::nullopt;
  return SetOption{.option = word.substr(0, end), .value = word.substr(end + 1)};
}

}  // namespace tandem
