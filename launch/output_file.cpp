#include "launch/output_file.h"

#include <boost/program_options/value_semantic.hpp>
#include <string>

#include "framework/core/error.h"
#include "framework/core/files.h"

namespace tandem {

namespace po = boost::program_options;

void add_page_options(po::options_description& options) {
  options.add_options()(
      "output", po::value<std::string>()->value_name("FILE.html")->default_value("report.html"),
      "the page")("force", po::bool_switch(), "replace the page if it is there");
}

void check_output(const std::filesystem::path& output, bool may_replace) {
  const std::filesystem::path directory = output.parent_path();
  if (!directory.empty() && status_of(directory).type() == std::filesystem::file_type::not_found) {
    throw UsageError({.what = "the directory of the output is not there",
                      .where = directory,
                      .advice = "Make it first, or choose another one."});
  }
  if (may_replace || status_of(output).type() == std::filesystem::file_type::not_found) return;
  throw UsageError({.what = "the output exists already",
                    .where = output,
                    .advice = "Choose another name, or replace it with --force."});
}

}  // namespace tandem
