#include "launch/output_file.h"

#include <algorithm>
#include <array>
#include <boost/program_options/value_semantic.hpp>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>
#include <system_error>

#include "framework/core/error.h"
#include "framework/core/files.h"
#include "framework/core/image.h"
#include "framework/core/small_letters.h"

namespace tandem {

namespace {

namespace po = boost::program_options;

/// What tells the kind of a file to other programs.
constexpr std::string_view kEndings[] = {".csv", ".gif", ".h5",  ".html", ".jpeg", ".jpg", ".json",
                                         ".md",  ".npy", ".npz", ".pdf",  ".png",  ".svg", ".tar",
                                         ".tif", ".tsv", ".txt", ".webp", ".yaml", ".yml", ".zip"};

}  // namespace

void add_page_options(po::options_description& options) {
  options.add_options()(
      "output", po::value<std::string>()->value_name("FILE.html")->default_value("report.html"),
      "the page")("force", po::bool_switch(), "replace the page if it is there");
}

void check_ending(const std::string& option, const std::filesystem::path& output,
                  const std::string& ending) {
  const std::string found = small_letters(output.extension());
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
  if (output.empty()) {
    throw UsageError({.what = "the name of the output is empty", .expected = "the name of a file"});
  }
  const std::filesystem::path directory = output.parent_path();
  if (!directory.empty() && status_of(directory).type() == std::filesystem::file_type::not_found) {
    throw UsageError({.what = "the directory of the output is not there",
                      .where = directory,
                      .advice = "Make it first, or choose another one."});
  }
  const std::filesystem::file_status there = followed_status_of(output);
  if (std::filesystem::is_directory(there)) {
    throw UsageError({.what = "the output is a directory",
                      .where = output,
                      .expected = "the name of a file",
                      .advice = "Name a file in it."});
  }
  if (status_of(output).type() == std::filesystem::file_type::not_found) return;
  if (std::filesystem::exists(there) && !std::filesystem::is_regular_file(there)) {
    throw UsageError({.what = "the output is a device, a pipe or a socket, in whose place a file "
                              "would be put",
                      .where = output,
                      .expected = "the name of a file"});
  }
  if (may_replace) return;
  throw UsageError({.what = "the output exists already",
                    .where = output,
                    .advice = "Choose another name, or replace it with --force."});
}

void check_picture_output(const std::filesystem::path& output) {
  check_output(output, /*may_replace=*/true);
  std::array<char, 8> begin{};  // the signature of a PNG file
  std::ifstream there(output, std::ios::binary);
  there.read(begin.data(), begin.size());
  if (there.gcount() == 0 || is_png({begin.data(), begin.size()})) return;
  throw UsageError({.what = "the output exists already, and is no PNG file",
                    .where = output,
                    .advice = "Choose another name."});
}

}  // namespace tandem
