// The grids of images that a training writes, below the samples of its run.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace tandem {

/// `samples`/step-00001000.png, or step-00001000-<kind>.png where a kind is given.
std::filesystem::path grid_path(const std::filesystem::path& samples, int64_t step,
                                const std::string& kind = "");

/// The grids of one step that are there, in the order of their names. Throws FileError.
std::vector<std::filesystem::path> grids_of(const std::filesystem::path& samples, int64_t step);

/// The files of all later steps in a folder of samples or of evaluations, in the order of their
/// names. Throws FileError.
std::vector<std::filesystem::path> files_after(const std::filesystem::path& folder, int64_t step);

}  // namespace tandem
