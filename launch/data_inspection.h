// What a data set holds, and a grid of its samples.
#pragma once

#include <filesystem>
#include <optional>

namespace tandem {

/// Prints origin, groups and fields of the data set; where `grid` is given, writes a PNG of 64
/// samples of /train/images there, or of 32 pairs of source and target. Throws DataError,
/// FileError.
void inspect_data_set(const std::filesystem::path& file,
                      const std::optional<std::filesystem::path>& grid);

}  // namespace tandem
