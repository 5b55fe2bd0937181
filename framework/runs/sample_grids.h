// Grids of images below the samples of a run, which its training writes or the user asks for.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace tandem {

/// `samples`/step-00001000.png, or step-00001000-<kind>.png where a kind is given.
std::filesystem::path grid_path(const std::filesystem::path& samples, int64_t step,
                                const std::string& kind = "");

/// One that the user asks for beside that of the training: `samples`/sample-step-00001000.png.
std::filesystem::path sample_path(const std::filesystem::path& samples, int64_t step,
                                  const std::string& kind = "");

/// The folder of images that the model of a step translated: translated-step-00001000.
std::filesystem::path translations_path(const std::filesystem::path& samples, int64_t step);

/// The kind of a file of grid_path: "traversals" of step-00001000-traversals.png, "" of
/// step-00001000.png; nothing for any other file.
std::optional<std::string> kind_of_grid(const std::filesystem::path& grid);

/// The last step of which a folder of samples has any grid; nothing where it has none. Throws
/// FileError.
std::optional<int64_t> last_grid_step(const std::filesystem::path& samples);

/// The grids of one step that are there, but for those of sample_path, in the order of their names.
/// Throws FileError.
std::vector<std::filesystem::path> grids_of(const std::filesystem::path& samples, int64_t step);

/// The files of all later steps in a folder of samples or of evaluations, in the order of their
/// names. Throws FileError.
std::vector<std::filesystem::path> files_after(const std::filesystem::path& folder, int64_t step);

}  // namespace tandem
