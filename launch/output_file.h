// The file that a command is told to write.
#pragma once

#include <boost/program_options/options_description.hpp>
#include <filesystem>

namespace tandem {

/// Adds --output, a page called report.html by default, and --force.
void add_page_options(boost::program_options::options_description& options);

/// Throws UsageError where the directory of the file is not there, and, naming --force, where the
/// file is and may not be replaced.
void check_output(const std::filesystem::path& output, bool may_replace);

}  // namespace tandem
