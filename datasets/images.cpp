// Data sets from folders of PNG and JPEG files.
#include <algorithm>
#include <boost/program_options/value_semantic.hpp>
#include <cstring>
#include <numeric>
#include <optional>

#include "datasets/image_file.h"
#include "datasets/image_folder.h"
#include "datasets/packers.h"
#include "framework/core/digest.h"
#include "framework/core/error.h"
#include "framework/core/files.h"
#include "framework/core/log.h"
#include "framework/core/seed.h"

namespace tandem {
namespace {

namespace fs = std::filesystem;
namespace po = boost::program_options;

constexpr uintmax_t kMaxFileBytes = uintmax_t{256} << 20;
constexpr int64_t kMaxSide = 16384;

struct ImagesOptions {
  fs::path from;
  int64_t size = 0;  // side of the square that all become; 0: as they are
  bool crop = false;
  bool gray = false;
  bool skip_broken = false;
  double test_fraction = 0.1;
  uint64_t seed = 0;
};

class ImagesSource : public RowSource {
 public:
  explicit ImagesSource(const ImagesOptions& options)
      : options_(options), folder_(find_images(options.from)) {
    if (options_.skip_broken) {
      skip_broken(folder_.train);
      skip_broken(folder_.test);
    }
    if (folder_.train.empty()) {
      throw DataError({.what = "holds no image that can be read", .where = options_.from});
    }
    digest_ = digest_of_listing();
    split();
    const Image first = read(folder_.train.front().path);
    height_ = first.height;
    width_ = first.width;
  }

  DataSetOrigin origin() const override {
    return {.generator = "images",
            .source_digests = {{"names and sizes of the files", digest_}},
            .class_names = folder_.class_names};
  }

  std::vector<FieldDescription> fields() const override {
    std::vector<FieldDescription> fields = {
        {.name = "images", .shape = {height_, width_, options_.gray ? 1 : 3}, .type = "uint8"}};
    if (has_labels()) fields.push_back({.name = "labels", .shape = {}, .type = "int64"});
    return fields;
  }

  std::vector<int64_t> rows(Split split) const override {
    std::vector<int64_t> rows(entries(split).size());
    std::iota(rows.begin(), rows.end(), 0);
    return rows;
  }

  void read_row(Split split, int64_t row, std::span<std::byte* const> fields) const override {
    const ImageEntry& entry = entries(split)[static_cast<size_t>(row)];
    const Image image = read(entry.path);
    if (image.height != height_ || image.width != width_) {
      throw DataError({.what = "the images have different sizes",
                       .where = entry.path,
                       .expected = std::to_string(height_) + "x" + std::to_string(width_),
                       .got = std::to_string(image.height) + "x" + std::to_string(image.width),
                       .advice = "Bring them to one size with --size N."});
    }
    std::memcpy(fields[0], image.pixels.data(), image.pixels.size());
    if (has_labels()) std::memcpy(fields[1], &entry.label, sizeof(entry.label));
  }

 private:
  bool has_labels() const { return !folder_.class_names.empty(); }

  const std::vector<ImageEntry>& entries(Split split) const {
    return split == Split::kTrain ? folder_.train : folder_.test;
  }

  std::string digest_of_listing() const {
    Digest digest;
    for (const auto* part : {&folder_.train, &folder_.test}) {
      for (const ImageEntry& entry : *part) {
        std::string line = entry.path.lexically_relative(folder_.root);
        line.append(" ").append(std::to_string(fs::file_size(entry.path))).append("\n");
        digest.update(line.data(), line.size());
      }
    }
    return digest.hex();
  }

  Image read(const fs::path& path) const {
    if (fs::file_size(path) > kMaxFileBytes) {
      throw DataError({.what = "the file is too large",
                       .where = path,
                       .expected = "at most 256 MiB",
                       .advice = "Remove the file, or leave out such files with --skip-broken."});
    }
    Image image = decode_image(read_file(path), path);
    image = options_.gray ? to_gray(image) : to_rgb(image);
    if (options_.crop) image = center_crop(image, 1, 1);
    return options_.size > 0 ? resize(image, options_.size, options_.size) : image;
  }

  void skip_broken(std::vector<ImageEntry>& entries) const {
    std::erase_if(entries, [&](const ImageEntry& entry) {
      try {
        (void)read(entry.path);
        return false;
      } catch (const Error& error) {
        log_warning(std::string("left out: ") + error.what());
        return true;
      }
    });
  }

  /// A folder without test/ gives a seeded fraction of its images to /test.
  void split() {
    if (folder_.has_splits) return;
    const auto count = static_cast<int64_t>(folder_.train.size());
    const auto num_test = static_cast<int64_t>(options_.test_fraction * static_cast<double>(count));
    std::vector<bool> is_test(static_cast<size_t>(count));
    // Field 2 keeps this draw apart from the packer's shuffle, which has the same seed.
    const auto drawn =
        permutation(count, mix_seed({static_cast<uint64_t>(Stream::kPacking), options_.seed, 2}));
    for (int64_t i = 0; i < num_test; ++i) {
      is_test[static_cast<size_t>(drawn[static_cast<size_t>(i)])] = true;
    }
    std::vector<ImageEntry> all = std::move(folder_.train);
    folder_.train.clear();
    for (size_t i = 0; i < all.size(); ++i) {
      (is_test[i] ? folder_.test : folder_.train).push_back(std::move(all[i]));
    }
  }

  ImagesOptions options_;
  ImageFolder folder_;
  std::string digest_;
  int64_t height_ = 0;
  int64_t width_ = 0;
};

void add_options(po::options_description& options) {
  options.add_options()("from", po::value<std::string>()->value_name("DIR"),
                        "folder of images, or of a folder per class; or train/ and test/ with "
                        "these (required)")("size", po::value<int64_t>()->value_name("N"),
                                            "resize every image to N x N")(
      "crop", po::bool_switch(), "first cut the largest square about the centre")(
      "grey", po::bool_switch(), "one channel instead of three")(
      "test-fraction", po::value<double>()->value_name("F")->default_value(0.1),
      "fraction that becomes /test where there is no test/ folder, drawn by the seed")(
      "skip-broken", po::bool_switch(),
      "leave out, and name, files that are damaged, too large or not what their name says");
}

std::unique_ptr<RowSource> open(const po::variables_map& values) {
  if (!values.count("from")) {
    throw UsageError({.what = "--from is missing", .expected = "the folder with the images"});
  }
  ImagesOptions options{.from = values["from"].as<std::string>(),
                        .crop = values["crop"].as<bool>(),
                        .gray = values["grey"].as<bool>(),
                        .skip_broken = values["skip-broken"].as<bool>(),
                        .test_fraction = values["test-fraction"].as<double>(),
                        .seed = values[kSeedOption].as<uint64_t>()};
  if (values.count("size")) {
    options.size = values["size"].as<int64_t>();
    if (options.size < 1 || options.size > kMaxSide) {
      throw UsageError({.what = "--size is unusable",
                        .expected = "1 to " + std::to_string(kMaxSide),
                        .got = std::to_string(options.size)});
    }
  }
  if (!(options.test_fraction >= 0 && options.test_fraction < 1)) {
    throw UsageError({.what = "--test-fraction is unusable",
                      .expected = "0 or more and below 1",
                      .got = std::to_string(options.test_fraction)});
  }
  return std::make_unique<ImagesSource>(options);
}

}  // namespace

Packer images_packer() {
  return {.name = "images",
          .summary = "a folder of PNG and JPEG files, with a folder per class or without",
          .add_options = add_options,
          .open = open};
}

}  // namespace tandem
