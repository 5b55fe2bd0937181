#include "launch/output_file.h"

#include <algorithm>
#include <boost/program_options/value_semantic.hpp>
#include <cctype>
#include <iterator>
#include <string>
#include <string_view>
#include <system_error>

#include "framework/core/error.h"
#include "framework/core/files.h"

namespace tandem {

namespace {

namespace po = boost::program_options;

/// What tells the kind of a file to other programs.
constexpr std::string_view kEndings[] = {".csv", ".gif", ".h5",  ".html", ".jpeg", ".jpg", ".json",
                                         ".md",  ".npy", ".npz", ".pdf",  ".png",  ".svg", ".tar",
                                         ".tif", ".tsv", ".txt", ".webp", ".yaml", ".yml", ".zip"};

std::string ending_in_small_letters(const std::filesystem::path& path) {
  std::string ending = path.extension();
  std::ranges::transform(ending, ending.begin(), [](unsigned char letter) {
    return static_cast<char>(std::tolower(letter));
  });
  return ending;
}

}  // namespace

void add_page_options(po::options_description& options) {
  options.add_options()(
      "output", po::value<std::string>()->value_name("FILE.html")->default_value("report.html"),
      "the page")("force", po::bool_switch(), "replace the page if it is there");
}

void check_ending(const std::string& option, const std::filesystem::path& output,
                  const std::string& ending) {
  const std::string found = ending_in_small_letters(output);
  if (found == ending || std::ranges::find(kEndings, found) == std::end(kEndings)) return;
  std::error_code error;
  const bool is_folder = ending == kFolderEnding;
  if (is_folder && std::filesystem::is_directory(output, error)) return;
  throw UsageError({.what = "the name is that of another kind of file",
                    .where = option,
                    .expected = std::string(is_folder ? "FOLDER" : "FILE").append(ending),
                    .got = output});
}

void check_output(const std::filesystem::path& output, bool may_replace) {
  const std::filesystem::path directory = output.parent_path();
  if (!directory.empty() && status_of(directory).type() == std::filesystem::file_type::not_found) {
    throw UsageError({.what = "the directory of the output is not there",
                      .where = directory,
                      .advice = "Make it first, or choose another one."});
  }
  std::error_code error;
  if (std::filesystem::is_directory(output, error)) {
    throw UsageError({.what = "the output is a directory",
                      .where = output,
                      .expected = "the name of a file",
                      .advice = "Name a file in it."});
  }
  if (may_replace || status_of(output).type() == std::filesystem::file_type::not_found) return;
  throw UsageError({.what = "the output exists already",
                    .where = output,
                    .advice = "Choose another name, or replace it with --force."});
}

}  // namespace tandem
