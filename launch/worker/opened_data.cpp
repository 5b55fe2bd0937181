#include "launch/worker/opened_data.h"

#include <filesystem>
#include <string>
#include <system_error>
#include <vector>

#include "framework/core/error.h"
#include "framework/core/text.h"
#include "launch/moved_files.h"

namespace tandem {
namespace {

bool is_missing(const DataSourceLocation& source) {
  std::error_code error;
  return !std::filesystem::exists(source.path, error) && !error;
}

/// "data.path names data.h5, which counts from the current directory, /runs."
std::string naming_of(const DataSourceLocation& source) {
  std::string text = place_option(source.name).append(" names ").append(source.path.string());
  if (source.path.is_relative()) {
    std::error_code error;
    const std::filesystem::path here = std::filesystem::current_path(error);
    text.append(", which counts from the current directory");
    if (!error) text.append(", ").append(here.string());
  }
  return text.append(".");
}

/// What a user may do about data that are not there; empty where all are.
std::string advice_on_missing(const RunConfiguration& configuration, bool may_be_placed) {
  std::vector<std::string> sentences;
  std::vector<std::string> words;
  for (const DataSourceLocation& source : configuration.data_locations()) {
    if (!is_missing(source)) continue;
    sentences.push_back(naming_of(source));
    const std::string option = place_option(source.name);
    if (may_be_placed && !configuration.is_overridden(option)) words.push_back(option + "=FILE");
  }
  if (!words.empty()) {
    sentences.push_back(std::string("If the data lie elsewhere now, add ")
                            .append(joined(words, {}, " "))
                            .append(" to the command."));
  }
  return joined(sentences, {}, " ");
}

}  // namespace

DataSources opened_data(const RunConfiguration& configuration, bool may_be_placed) {
  try {
    return DataSources(configuration.data_locations());
  } catch (const FileError& error) {
    const std::string advice = advice_on_missing(configuration, may_be_placed);
    if (advice.empty()) throw;
    Problem problem = error.problem();
    if (!problem.advice.empty()) problem.advice += " ";
    problem.advice += advice;
    throw FileError(problem);
  }
}

}  // namespace tandem
