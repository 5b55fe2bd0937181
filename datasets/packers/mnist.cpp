// MNIST and everything in its format: four IDX files of images and labels.
#include <boost/program_options/value_semantic.hpp>
#include <cstring>
#include <filesystem>
#include <system_error>

#include "datasets/idx_file.h"
#include "datasets/packers.h"
#include "framework/core/digest.h"
#include "framework/core/error.h"

namespace tandem {
namespace {

namespace fs = std::filesystem;
namespace po = boost::program_options;

/// Images and labels of one split.
struct LabelledImages {
  IdxArray images;
  IdxArray labels;
};

/// The file "train-images-idx3-ubyte" for the name "train-images" and the format "idx3-ubyte",
/// compressed (.gz) or not; a dot may stand before the format. Throws FileError.
fs::path find_file(const fs::path& directory, const std::string& name, const std::string& format) {
  for (const char* separator : {"-", "."}) {
    for (const char* suffix : {".gz", ""}) {
      fs::path path = directory / name;
      path.concat(separator).concat(format).concat(suffix);
      std::error_code error;
      if (fs::exists(path, error)) return path;
      if (!error) continue;
      throw FileError({.what = "cannot be examined (" + error.message() + ")",
                       .where = path,
                       .advice = "Check --from."});
    }
  }
  throw FileError({.what = "there is no such file, with or without .gz",
                   .where = directory / (name + "-" + format),
                   .advice = "Name the folder that holds the four IDX files with --from."});
}

class MnistSource : public RowSource {
 public:
  MnistSource(const fs::path& directory, std::vector<std::string> class_names) {
    origin_ = {.generator = "mnist", .source_digests = {}, .class_names = std::move(class_names)};
    train_ = read_split(directory, "train");
    test_ = read_split(directory, "t10k");
    const auto& train = train_.images.sizes;
    const auto& test = test_.images.sizes;
    if (train[1] != test[1] || train[2] != test[2]) {
      throw DataError({.what = "train and test images have different sizes",
                       .where = directory,
                       .expected = std::to_string(train[1]) + "x" + std::to_string(train[2]),
                       .got = std::to_string(test[1]) + "x" + std::to_string(test[2])});
    }
  }

  DataSetOrigin origin() const override { return origin_; }

  std::vector<FieldDescription> fields() const override {
    const auto& sizes = train_.images.sizes;
    return {{.name = "images", .shape = {sizes[1], sizes[2], 1}, .type = "uint8"},
            label_description()};
  }

  std::vector<int64_t> rows(Split split) const override {
    return all_rows(part(split).labels.values.size());
  }

  void read_row(Split split, int64_t row, std::span<std::byte* const> fields) const override {
    const LabelledImages& source = part(split);
    const auto bytes = static_cast<size_t>(source.images.sizes[1] * source.images.sizes[2]);
    std::memcpy(fields[0], source.images.values.data() + static_cast<size_t>(row) * bytes, bytes);
    const int64_t label = source.labels.values[static_cast<size_t>(row)];
    std::memcpy(fields[1], &label, sizeof(label));
  }

 private:
  const LabelledImages& part(Split split) const { return split == Split::kTrain ? train_ : test_; }

  /// As many labels as images, each that of a class with a name. Throws DataError.
  LabelledImages read_split(const fs::path& directory, const std::string& name) {
    const fs::path images_path = find_file(directory, name + "-images", "idx3-ubyte");
    const fs::path labels_path = find_file(directory, name + "-labels", "idx1-ubyte");
    LabelledImages split{.images = read_idx(images_path, 3), .labels = read_idx(labels_path, 1)};
    if (split.images.sizes[0] != split.labels.sizes[0]) {
      throw DataError({.what = "labels and images do not match",
                       .where = labels_path,
                       .expected = std::to_string(split.images.sizes[0]) + " labels",
                       .got = std::to_string(split.labels.sizes[0])});
    }
    for (size_t i = 0; i < split.labels.values.size(); ++i) {
      if (split.labels.values[i] < origin_.class_names.size()) continue;
      throw DataError({.what = "label " + std::to_string(i) + " is out of range",
                       .where = labels_path,
                       .expected = "0 to " + std::to_string(origin_.class_names.size() - 1),
                       .got = std::to_string(split.labels.values[i]),
                       .advice = "Name all classes with --class-names."});
    }
    // Of the files as they are, compressed or not.
    for (const fs::path& path : {images_path, labels_path}) {
      origin_.source_digests.emplace_back(path.filename(), digest_of_file(path));
    }
    return split;
  }

  DataSetOrigin origin_;
  LabelledImages train_;
  LabelledImages test_;
};

void add_options(po::options_description& options) {
  options.add_options()(
      "from", po::value<std::string>()->value_name("DIR"),
      "folder with the four IDX files, gzip or plain (required; --from may be left out)")(
      "class-names", po::value<std::string>()->value_name("A,B,..."),
      "names of the classes, in the order of their labels (default: 0,1,...,9)");
}

std::vector<std::string> class_names(const po::variables_map& options) {
  if (!options.count("class-names")) return {"0", "1", "2", "3", "4", "5", "6", "7", "8", "9"};
  return listed_names(options["class-names"].as<std::string>(), "--class-names");
}

std::unique_ptr<RowSource> open(const po::variables_map& options) {
  const std::string from = from_option(options, "the folder with the IDX files");
  return std::make_unique<MnistSource>(from, class_names(options));
}

}  // namespace

Packer mnist_packer() {
  return {.name = "mnist",
          .usage = "[--from] DIR",
          .sentence = "IDX files of images and labels: MNIST, Fashion-MNIST, KMNIST",
          .add_options = add_options,
          .open = open};
}

}  // namespace tandem
