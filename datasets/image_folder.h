// Finds the images below a folder: splits and classes from its folders.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace tandem {

struct ImageEntry {
  std::filesystem::path path;
  int64_t label = 0;                   // index of the class; 0 without classes
  std::filesystem::path partner = {};  // the target of a pair whose source `path` is
};

/// Images in the order of their paths.
struct ImageFolder {
  std::filesystem::path root;
  std::vector<std::string> class_names;  // none for a flat folder
  std::vector<ImageEntry> train;
  std::vector<ImageEntry> test;
  std::vector<ImageEntry> valid;
  bool has_splits = false;  // the folder has train/; else all are in `train`
};

/// `root` holds images, or a folder of images per class; or train/, and maybe test/ and valid/ or
/// val/, that do, and then `test` is empty only where there is no test/. Other files and names that
/// begin with a dot are passed over. Throws DataError for a link that leads out of `root`, for
/// images beside class folders, for a class of train without images, for classes that differ
/// between splits, for both valid/ and val/ and when there are no images; FileError when a folder
/// cannot be read.
ImageFolder find_images(const std::filesystem::path& root);

/// Every PNG and JPEG below a folder, whatever its folders are called, as paths relative to it, in
/// their order. Other files and names that begin with a dot are passed over. Throws as find_images
/// for links, a folder that cannot be read and when there are no images.
std::vector<std::filesystem::path> list_images(const std::filesystem::path& folder);

}  // namespace tandem
