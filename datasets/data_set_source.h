// The images of a packed data set as rows to pack again.
#pragma once

#include <filesystem>
#include <memory>

#include "datasets/image_options.h"
#include "datasets/row_source.h"

namespace tandem {

/// Rows with `images`, shaped as the options say, and `labels` where the file has them; its groups
/// are the splits, and a row is named by its place in its group. Throws DataError for a file
/// without images in /train, UsageError for options that only folders have, and what DataSetFile
/// throws.
std::unique_ptr<RowSource> make_data_set_source(const std::filesystem::path& path,
                                                const ImageOptions& options);

}  // namespace tandem
