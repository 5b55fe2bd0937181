// The rows of a folder of images: one image, or the two of a pair, and a label where there are
// classes.
#pragma once

#include <memory>
#include <string>

#include "datasets/image_folder.h"
#include "datasets/image_options.h"
#include "datasets/row_source.h"

namespace tandem {

/// What a file of the folder holds.
enum class FileContent {
  kImage,         // one image; a row is `images`, or `source` and `target` where it has a partner
  kSourceTarget,  // two of equal width, the left one is `source`
  kTargetSource,  // two of equal width, the left one is `target`
};

/// Rows in the order of the folder's entries; without test/, a seeded fraction is for testing.
/// Images of three channels, or of one with `grey`. Throws DataError for a file that cannot be
/// read, for two images of a row that differ in size and for an odd width where two are side by
/// side; with `skip_broken` these files are named in the log and left out. Throws FileError for one
/// whose size cannot be told.
std::unique_ptr<RowSource> make_folder_source(ImageFolder folder, const ImageOptions& options,
                                              FileContent content = FileContent::kImage);

}  // namespace tandem
