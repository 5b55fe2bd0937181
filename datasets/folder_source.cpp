#include "datasets/folder_source.h"

#include <algorithm>
#include <cstring>
#include <system_error>
#include <utility>

#include "datasets/image_file.h"
#include "datasets/image_operations.h"
#include "framework/core/digest.h"
#include "framework/core/error.h"
#include "framework/core/log.h"
#include "framework/core/seed.h"

namespace tandem {
namespace {

namespace fs = std::filesystem;

std::string size_text(const Image& image) {
  return std::to_string(image.height) + "x" + std::to_string(image.width);
}

/// Throws FileError where the file cannot be examined.
uintmax_t num_bytes_of(const fs::path& path) {
  std::error_code error;
  const uintmax_t num_bytes = fs::file_size(path, error);
  if (!error) return num_bytes;
  throw FileError({.what = "cannot be examined (" + error.message() + ")",
                   .where = path,
                   .advice = "Leave the folder as it is while it is packed."});
}

/// Columns first … first + width − 1.
Image columns_of(const Image& image, int64_t first, int64_t width) {
  Image part{.height = image.height, .width = width, .channels = image.channels, .pixels = {}};
  for (int64_t y = 0; y < image.height; ++y) {
    const uint8_t* begin = image.pixels.data() + (y * image.width + first) * image.channels;
    part.pixels.insert(part.pixels.end(), begin, begin + width * image.channels);
  }
  return part;
}

/// The left and the right half.
std::vector<Image> halves_of(const Image& image, const fs::path& path) {
  if (image.width % 2 != 0) {
    throw DataError({.what = "does not hold two images side by side: its width is odd",
                     .where = path,
                     .expected = "an even width",
                     .got = std::to_string(image.width),
                     .advice = "Crop it, or leave out such files with --skip-broken."});
  }
  const int64_t width = image.width / 2;
  return {columns_of(image, 0, width), columns_of(image, width, width)};
}

class FolderSource : public RowSource {
 public:
  FolderSource(ImageFolder folder, const ImageOptions& options, FileContent content)
      : options_(options), folder_(std::move(folder)), content_(content) {
    // Asked before broken files are left out: a test/ that loses all of its images is still there,
    // and no part of train takes its place.
    const bool has_test = !folder_.test.empty();
    if (options_.skip_broken) {
      for (auto* part : {&folder_.train, &folder_.test, &folder_.valid}) skip_broken(*part);
    }
    if (folder_.train.empty()) {
      throw DataError({.what = "holds no image that can be read",
                       .where = folder_.root,
                       .advice = "The log says of each file why it was left out."});
    }
    pairs_ = content != FileContent::kImage || !folder_.train.front().partner.empty();
    // Before the split: what the folder holds does not depend on the seed.
    digest_ = digest_of_listing();
    if (!has_test) split();
    // The first image says what size all must have.
    const Image first = read(folder_.train.front()).front();
    height_ = first.height;
    width_ = first.width;
  }

  DataSetOrigin origin() const override {
    return {.generator = pairs_ ? "pairs" : "images",
            .source_digests = {{"names and sizes of the files", digest_}},
            .class_names = folder_.class_names};
  }

  std::vector<FieldDescription> fields() const override {
    std::vector<FieldDescription> fields;
    for (const char* name : {"images", "source", "target"}) {
      // Either `images`, or both of the others.
      if (pairs_ == (std::strcmp(name, "images") == 0)) continue;
      fields.push_back(
          {.name = name, .shape = {height_, width_, options_.grey ? 1 : 3}, .type = "uint8"});
    }
    if (has_labels()) fields.push_back(label_description());
    return fields;
  }

  bool has_valid() const override { return !folder_.valid.empty(); }

  std::vector<int64_t> rows(Split split) const override { return all_rows(entries(split).size()); }

  void read_row(Split split, int64_t row, std::span<std::byte* const> fields) const override {
    const ImageEntry& entry = entries(split)[static_cast<size_t>(row)];
    const std::vector<Image> images = read(entry);
    for (size_t i = 0; i < images.size(); ++i) {
      if (images[i].height != height_ || images[i].width != width_) {
        throw DataError({.what = "the images have different sizes",
                         .where = entry.path,
                         .expected = std::to_string(height_) + "x" + std::to_string(width_),
                         .got = size_text(images[i]),
                         .advice = "Bring them to one size with --size N."});
      }
      std::memcpy(fields[i], images[i].pixels.data(), images[i].pixels.size());
    }
    if (has_labels()) std::memcpy(fields[images.size()], &entry.label, sizeof(entry.label));
  }

  int64_t read_label(Split split, int64_t row) const override {
    return entries(split)[static_cast<size_t>(row)].label;
  }

 private:
  bool has_labels() const { return !folder_.class_names.empty(); }

  const std::vector<ImageEntry>& entries(Split split) const {
    return split == Split::kTrain  ? folder_.train
           : split == Split::kTest ? folder_.test
                                   : folder_.valid;
  }

  std::string digest_of_listing() const {
    Digest digest;
    for (const auto* part : {&folder_.train, &folder_.test, &folder_.valid}) {
      for (const ImageEntry& entry : *part) {
        std::string line = entry.path.lexically_relative(folder_.root);
        line.append(" ").append(std::to_string(num_bytes_of(entry.path)));
        if (!entry.partner.empty()) {
          line.append(" ").append(entry.partner.filename());
          line.append(" ").append(std::to_string(num_bytes_of(entry.partner)));
        }
        line.append("\n");
        digest.update(line.data(), line.size());
      }
    }
    return digest.hex();
  }

  /// The images of a row, in the order of its fields.
  std::vector<Image> read(const ImageEntry& entry) const {
    // RGB first: a folder may mix grey and coloured files, whose rows have one shape nonetheless.
    std::vector<Image> images;
    if (content_ == FileContent::kImage) {
      images.push_back(to_rgb(read_image(entry.path)));
    } else {
      images = halves_of(to_rgb(read_image(entry.path)), entry.path);
      if (content_ == FileContent::kTargetSource) std::swap(images[0], images[1]);
    }
    if (!entry.partner.empty()) images.push_back(to_rgb(read_image(entry.partner)));
    for (Image& image : images) image = shaped(std::move(image), options_);
    if (size_text(images.front()) != size_text(images.back())) {
      throw DataError({.what = "the two images of the pair differ in size",
                       .where = entry.path,
                       .expected = size_text(images.back()) + " as " + entry.partner.string(),
                       .got = size_text(images.front()),
                       .advice = "Bring them to one size with --size N."});
    }
    return images;
  }

  /// Decodes every file once more than packing does: how many rows there are must be known before
  /// the first one is written.
  void skip_broken(std::vector<ImageEntry>& entries) const {
    std::erase_if(entries, [&](const ImageEntry& entry) {
      try {
        (void)read(entry);
        return false;
      } catch (const Error& error) {
        // Its advice is how to leave it out.
        Problem problem = error.problem();
        problem.advice.clear();
        log_warning("left out: " + to_string(problem));
        return true;
      }
    });
  }

  /// A folder without test/ gives a seeded fraction of its images to /test.
  void split() {
    const auto count = static_cast<int64_t>(folder_.train.size());
    const auto num_test = static_cast<int64_t>(options_.test_fraction * static_cast<double>(count));
    std::vector<bool> is_test(static_cast<size_t>(count));
    // Field 2 keeps this draw apart from the packer's shuffle, which has the same seed.
    const auto drawn = permutation(count, mix_seed(Stream::kPacking, options_.seed, 2));
    for (int64_t i = 0; i < num_test; ++i) {
      is_test[static_cast<size_t>(drawn[static_cast<size_t>(i)])] = true;
    }
    // Both parts keep the order of the folder.
    std::vector<ImageEntry> all = std::move(folder_.train);
    folder_.train.clear();
    for (size_t i = 0; i < all.size(); ++i) {
      (is_test[i] ? folder_.test : folder_.train).push_back(std::move(all[i]));
    }
  }

  ImageOptions options_;
  ImageFolder folder_;
  FileContent content_;
  bool pairs_ = false;
  std::string digest_;
  int64_t height_ = 0;
  int64_t width_ = 0;
};

}  // namespace

std::unique_ptr<RowSource> make_folder_source(ImageFolder folder, const ImageOptions& options,
                                              FileContent content) {
  return std::make_unique<FolderSource>(std::move(folder), options, content);
}

}  // namespace tandem
