#include "datasets/image_folder.h"

#include <algorithm>
#include <array>
#include <span>
#include <string_view>
#include <system_error>

#include "datasets/image_file.h"
#include "framework/core/error.h"
#include "framework/core/log.h"
#include "framework/core/small_letters.h"
#include "framework/core/text.h"

namespace tandem {
namespace {

namespace fs = std::filesystem;

constexpr std::array<std::string_view, 4> kSplitFolders = {"train", "test", "valid", "val"};

/// Throws DataError for a link that leads out of `root`, which is canonical.
void check_link(const fs::path& path, const fs::path& root) {
  std::error_code error;
  if (!fs::is_symlink(path, error)) return;
  const fs::path target = fs::canonical(path, error);
  // A link to nowhere counts as one that leads out.
  const fs::path inside = error ? fs::path("..") : target.lexically_relative(root);
  if (*inside.begin() != "..") return;
  throw DataError({.what = "is a link that leads out of the folder, or nowhere",
                   .where = path,
                   .advice = "Copy what it points at, or remove it."});
}

/// Of what a path leads to; not_found where nothing is. Throws FileError when that cannot be told.
fs::file_type type_at(const fs::path& path) {
  std::error_code error;
  const fs::file_type type = fs::status(path, error).type();
  if (type != fs::file_type::none) return type;
  throw FileError({.what = "cannot be examined (" + error.message() + ")",
                   .where = path,
                   .advice = "Name a folder of images that may be read."});
}

bool is_folder(const fs::path& path) { return type_at(path) == fs::file_type::directory; }

/// The visible entries of a folder in the order of their names. None may be a link out of `root`.
std::vector<fs::path> entries_of(const fs::path& folder, const fs::path& root) {
  std::vector<fs::path> entries;
  std::error_code error;
  // In place of a range-for, whose error would not name the folder.
  for (fs::directory_iterator it(folder, error), end; !error && it != end; it.increment(error)) {
    const fs::path& path = it->path();
    if (path.filename().string().starts_with('.')) continue;
    check_link(path, root);
    entries.push_back(path);
  }
  if (error) {
    throw FileError({.what = "the folder cannot be read (" + error.message() + ")",
                     .where = folder,
                     .advice = "Name a folder of images that may be read."});
  }
  // The system gives them in any order; rows and classes are to be the same everywhere.
  std::sort(entries.begin(), entries.end());
  return entries;
}

/// Canonical, so that where links lead can be compared with it.
fs::path root_of(const fs::path& folder) {
  std::error_code error;
  fs::path root = fs::canonical(folder, error);
  if (!error && fs::is_directory(root, error)) return root;
  throw FileError({.what = "there is no such folder",
                   .where = folder,
                   .advice = "Name a folder of PNG or JPEG files."});
}

/// The folder of a split; it may be a link inside `root` only.
fs::path split_of(const fs::path& root, const char* name) {
  check_link(root / name, root);
  return root / name;
}

struct Part {
  std::vector<std::string> class_names;
  std::vector<ImageEntry> images;
};

/// Adds those of the entries that are images, all with one label.
void add_images(Part& part, const std::vector<fs::path>& entries, int64_t label) {
  for (const fs::path& path : entries) {
    if (has_image_name(path) && type_at(path) == fs::file_type::regular) {
      part.images.push_back({path, label});
    }
  }
}

/// What lies beside the folders of splits, and is not read: whatever it is, it is no reason to end.
std::vector<fs::path> beside_splits(const fs::path& root) {
  std::vector<fs::path> others;
  std::error_code ignored;
  for (fs::directory_iterator it(root, ignored), end; !ignored && it != end;
       it.increment(ignored)) {
    const std::string name = it->path().filename();
    const bool is_read = std::ranges::count(kSplitFolders, name) > 0;
    if (!is_read && !name.starts_with('.')) others.push_back(it->path());
  }
  std::ranges::sort(others);
  return others;
}

bool is_name_of_split(const std::string& name) {
  constexpr std::array<std::string_view, 9> kNames = {
      "train", "training", "test", "testing", "valid", "validation", "val", "eval", "dev"};
  return std::ranges::find(kNames, small_letters(name)) != kNames.end();
}

/// Says what of a folder is no part of the data set, for a reason.
void warn_of(const fs::path& folder, const std::vector<std::string>& names,
             const std::string& reason) {
  constexpr size_t kMostNamed = 5;
  if (names.empty()) return;
  const size_t num_named = std::min(names.size(), kMostNamed);
  std::string text = joined(std::span(names).first(num_named));
  const size_t num_others = names.size() - num_named;
  if (num_others > 0) text += " and " + std::to_string(num_others) + " more";
  log_warning(folder.string() + ": " + text + " left out: " + reason);
}

/// Of the folders among its entries.
void warn_of_folders(const fs::path& folder, const std::vector<fs::path>& entries,
                     const std::string& reason) {
  std::error_code ignored;
  std::vector<std::string> names;
  for (const fs::path& path : entries) {
    if (fs::is_directory(path, ignored)) names.push_back(path.filename().string() + "/");
  }
  warn_of(folder, names, reason);
}

/// Of pictures among its entries that are neither PNG nor JPEG.
void warn_of_formats(const fs::path& folder, const std::vector<fs::path>& entries) {
  constexpr std::array<std::string_view, 9> kOthers = {".avif", ".bmp", ".gif",  ".heic", ".jfif",
                                                       ".jpe",  ".tif", ".tiff", ".webp"};
  std::vector<std::string> names;
  for (const fs::path& path : entries) {
    const std::string ending = small_letters(path.extension());
    if (std::ranges::find(kOthers, ending) != kOthers.end()) names.push_back(path.filename());
  }
  warn_of(folder, names, "images are files called .png, .jpg or .jpeg");
}

/// The images of a split: in its folder, or in a folder per class, numbered by their names' order.
Part part_of(const fs::path& folder, const fs::path& root) {
  Part part;
  const std::vector<fs::path> entries = entries_of(folder, root);
  add_images(part, entries, 0);
  warn_of_formats(folder, entries);
  const bool flat = !part.images.empty();
  for (const fs::path& path : entries) {
    if (!is_folder(path)) continue;
    if (flat) {
      throw DataError({.what = "holds images beside folders: is it one class, or several?",
                       .where = folder,
                       .expected = "images, or a folder of images per class",
                       .got = part.images.front().path.filename().string() + " and " +
                              path.filename().string() + "/",
                       .advice = "Move the images, or the folders, elsewhere."});
    }
    const std::vector<fs::path> of_class = entries_of(path, root);
    warn_of_formats(path, of_class);
    warn_of_folders(path, of_class, "a class is one folder, without folders in it");
    add_images(part, of_class, static_cast<int64_t>(part.class_names.size()));
    part.class_names.push_back(path.filename());
  }
  if (part.images.empty()) {
    throw DataError({.what = "holds no images",
                     .where = folder,
                     .expected = "PNG or JPEG files, or folders of them, one per class",
                     .advice = "Name the folder that they are in."});
  }
  return part;
}

/// Throws DataError for a class of train without images. In other splits a class may lack them.
void check_classes(const Part& train, const fs::path& folder) {
  for (size_t i = 0; i < train.class_names.size(); ++i) {
    // The images lie in the order of their labels.
    const auto label = static_cast<int64_t>(i);
    if (std::ranges::binary_search(train.images, label, {}, &ImageEntry::label)) continue;
    throw DataError({.what = "holds no images, though folders beside it do: is it a class?",
                     .where = folder / train.class_names[i],
                     .expected = "PNG or JPEG files in every folder of a class",
                     .advice = "Move it elsewhere, or add images of its class."});
  }
}

/// Folders that are links are passed over: what they point at is below `root` and listed there.
void add_below(std::vector<fs::path>& images, const fs::path& folder, const fs::path& root) {
  std::error_code ignored;
  const std::vector<fs::path> entries = entries_of(folder, root);
  warn_of_formats(folder, entries);
  for (const fs::path& path : entries) {
    if (has_image_name(path) && fs::is_regular_file(path, ignored)) {
      images.push_back(path.lexically_relative(root));
    } else if (fs::is_directory(path, ignored) && !fs::is_symlink(path, ignored)) {
      add_below(images, path, root);
    }
  }
}

}  // namespace

ImageFolder find_images(const fs::path& folder) {
  const fs::path root = root_of(folder);
  // Without train/ a folder called test/ is that of a class.
  ImageFolder found{.root = root, .has_splits = is_folder(root / "train")};
  const fs::path train_folder = found.has_splits ? split_of(root, "train") : root;
  Part train = part_of(train_folder, root);
  check_classes(train, train_folder);
  found.class_names = std::move(train.class_names);
  found.train = std::move(train.images);
  if (!found.has_splits) {
    for (const std::string& name : found.class_names) {
      if (!is_name_of_split(name)) continue;
      log_warning((folder / name).string() +
                  ": taken for a class; the folders of splits are train/, test/ and valid/");
    }
    return found;
  }
  warn_of_folders(folder, beside_splits(root),
                  "beside train/ only test/ and valid/ (or val/) are read");
  const auto images_of = [&](const char* split) {
    Part part = part_of(split_of(root, split), root);
    if (part.class_names != found.class_names) {
      throw DataError({.what = "train and " + std::string(split) + " have different classes",
                       .where = folder,
                       .expected = std::to_string(found.class_names.size()) + " classes of train",
                       .got = std::to_string(part.class_names.size()) + " in " + split,
                       .advice = "Give both the same folders of classes."});
    }
    return part.images;
  };
  if (is_folder(root / "test")) found.test = images_of("test");
  for (const char* name : {"valid", "val"}) {
    if (!is_folder(root / name)) continue;
    if (!found.valid.empty()) {
      throw DataError({.what = "has both valid/ and val/",
                       .where = folder,
                       .expected = "one folder of validation images",
                       .advice = "Remove or rename one of them."});
    }
    found.valid = images_of(name);
  }
  return found;
}

std::vector<fs::path> list_images(const fs::path& folder) {
  const fs::path root = root_of(folder);
  std::vector<fs::path> images;
  add_below(images, root, root);
  if (images.empty()) {
    throw DataError({.what = "holds no images",
                     .where = folder,
                     .expected = "PNG or JPEG files, in it or below it",
                     .advice = "Name the folder that they are in."});
  }
  std::sort(images.begin(), images.end());
  return images;
}

}  // namespace tandem
