// Finds the partners of images in two folders.
#pragma once

#include <filesystem>

#include "datasets/image_folder.h"

namespace tandem {

/// The images below `source`, each with its partner: the image of the same split, class and name
/// without ending below `target`. Throws DataError for an image without a partner, naming it and
/// the folder that lacks it, for two images of one name, and what find_images throws.
ImageFolder find_image_pairs(const std::filesystem::path& source,
                             const std::filesystem::path& target);

}  // namespace tandem
