// The file that a command is told to write.
#pragma once

#include <boost/program_options/options_description.hpp>
#include <filesystem>
#include <string>

namespace tandem {

/// Adds --output, a page called report.html by default, and --force.
void add_page_options(boost::program_options::options_description& options);

/// What an output ends with that is a folder.
inline constexpr const char* kFolderEnding = "/";

/// Throws UsageError where the output, the value of `option`, ends like a file of another kind than
/// `ending` does: a .txt where a .h5 is meant. An ending that tells no kind is taken as it is.
void check_ending(const std::string& option, const std::filesystem::path& output,
                  const std::string& ending);

/// Throws UsageError where the directory of the file is not there, where something else than a file
/// is in its place, and, naming --force, where the file is there and may not be replaced.
void check_output(const std::filesystem::path& output, bool may_replace);

/// The same for a PNG file, which may replace another PNG file without being asked to.
void check_picture_output(const std::filesystem::path& output);

}  // namespace tandem
