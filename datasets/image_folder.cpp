#include "datasets/image_folder.h"

#include <algorithm>

#include "datasets/image_file.h"
#include "framework/core/error.h"

namespace tandem {
namespace {

namespace fs = std::filesystem;

/// The visible entries of a folder in the order of their names. None may be a link out of `root`,
/// which is canonical.
std::vector<fs::path> entries_of(const fs::path& folder, const fs::path& root) {
  std::vector<fs::path> entries;
  std::error_code error;
  for (fs::directory_iterator it(folder, error), end; !error && it != end; it.increment(error)) {
    const fs::path& path = it->path();
    if (path.filename().string().starts_with('.')) continue;
    if (it->is_symlink()) {
      const fs::path target = fs::canonical(path, error);
      const fs::path inside = error ? fs::path("..") : target.lexically_relative(root);
      if (*inside.begin() == "..") {
        throw DataError({.what = "is a link that leads out of the folder, or nowhere",
                         .where = path,
                         .advice = "Copy what it points at, or remove it."});
      }
    }
    entries.push_back(path);
  }
  if (error) {
    throw FileError({.what = "the folder cannot be read (" + error.message() + ")",
                     .where = folder,
                     .advice = "Name a folder of images with --from."});
  }
  std::sort(entries.begin(), entries.end());
  return entries;
}

struct Part {
  std::vector<std::string> class_names;
  std::vector<ImageEntry> images;
};

void add_images(Part& part, const std::vector<fs::path>& entries, int64_t label) {
  for (const fs::path& path : entries) {
    if (has_image_name(path) && fs::is_regular_file(path)) part.images.push_back({path, label});
  }
}

Part part_of(const fs::path& folder, const fs::path& root) {
  Part part;
  const std::vector<fs::path> entries = entries_of(folder, root);
  add_images(part, entries, 0);
  const bool flat = !part.images.empty();
  for (const fs::path& path : entries) {
    if (!fs::is_directory(path)) continue;
    if (flat) {
      throw DataError({.what = "holds images beside folders: is it one class, or several?",
                       .where = folder,
                       .expected = "images, or a folder of images per class",
                       .got = part.images.front().path.filename().string() + " and " +
                              path.filename().string() + "/"});
    }
    add_images(part, entries_of(path, root), static_cast<int64_t>(part.class_names.size()));
    part.class_names.push_back(path.filename());
  }
  if (part.images.empty()) {
    throw DataError({.what = "holds no images",
                     .where = folder,
                     .expected = "PNG or JPEG files, or folders of them, one per class"});
  }
  return part;
}

}  // namespace

ImageFolder find_images(const fs::path& folder) {
  std::error_code error;
  const fs::path root = fs::canonical(folder, error);
  if (error || !fs::is_directory(root)) {
    throw FileError({.what = "there is no such folder",
                     .where = folder,
                     .advice = "Name a folder of images with --from."});
  }
  ImageFolder found{.root = root, .has_splits = fs::is_directory(root / "train")};
  Part train = part_of(found.has_splits ? root / "train" : root, root);
  found.class_names = std::move(train.class_names);
  found.train = std::move(train.images);
  if (!found.has_splits || !fs::is_directory(root / "test")) return found;
  Part test = part_of(root / "test", root);
  if (test.class_names != found.class_names) {
    throw DataError({.what = "train and test have different classes",
                     .where = folder,
                     .expected = std::to_string(found.class_names.size()) + " classes of train",
                     .got = std::to_string(test.class_names.size()) + " in test"});
  }
  found.test = std::move(test.images);
  return found;
}

}  // namespace tandem
