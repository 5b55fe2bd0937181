#include "datasets/data_set_source.h"

#include <array>
#include <cstring>
#include <map>
#include <utility>

#include "framework/core/error.h"
#include "framework/data/storage/data_set_layout.h"

namespace tandem {
namespace {

/// Of a field; a file that is larger is read chunk by chunk for every row.
constexpr int64_t kMaxKeptBytes = int64_t{1} << 30;

/// Reads rows in any order; keeps the chunks that it has read.
class FieldRows {
 public:
  explicit FieldRows(const DataSetField& field) : field_(&field) {
    // Files of earlier versions hold nothing to compare rows with as they are read.
    if (!field.has_chunk_digests()) field.check_digest();
  }

  /// Valid until the next call, which may drop the chunks.
  const std::byte* row(int64_t row) {
    const int64_t chunk = row / field_->chunk_rows();
    auto place = chunks_.find(chunk);
    if (place == chunks_.end()) {
      const auto bytes = static_cast<int64_t>(field_->chunk_memory());
      // All at once: for rows that were shuffled no chunk is worth more than another.
      if ((static_cast<int64_t>(chunks_.size()) + 1) * bytes > kMaxKeptBytes) chunks_.clear();
      // Larger than the rows by their checksum, which makes reading faster.
      std::vector<std::byte> memory(static_cast<size_t>(bytes));
      field_->read_chunk(chunk, memory);
      place = chunks_.emplace(chunk, std::move(memory)).first;
    }
    return place->second.data() + row % field_->chunk_rows() * field_->row_bytes();
  }

 private:
  const DataSetField* field_;
  std::map<int64_t, std::vector<std::byte>> chunks_;
};

struct SplitFields {
  int64_t num_rows = 0;
  std::vector<FieldRows> fields;  // images, labels
};

class DataSetSource : public RowSource {
 public:
  DataSetSource(const std::filesystem::path& path, const ImageOptions& options)
      : file_(path), options_(options) {
    if (options.skip_broken) throw UsageError({.what = "--skip-broken is for folders"});
    if (file_.description().find("images") == nullptr)
      refuse("holds no images", "/train/images", "");
    images_ = file_.group("train").field("images").description();
    if (images_.type != "uint8" || images_.shape.size() != 3 ||
        (images_.shape[2] != 1 && images_.shape[2] != 3)) {
      refuse("/train/images cannot be used", "(N, H, W, 1) or (N, H, W, 3) uint8",
             shape_text(images_.shape) + " " + images_.type + " a row");
    }
    has_labels_ = file_.description().find("labels") != nullptr;
    // In the order of Split, by which splits_ is indexed.
    const std::array<const char*, 3> names = {"train", "test", "valid"};
    for (size_t i = 0; i < names.size(); ++i) {
      if (file_.has_group(names.at(i))) open(file_.group(names.at(i)), splits_.at(i));
    }
  }

  DataSetOrigin origin() const override {
    DataSetOrigin origin = file_.origin();
    // What is packed stems from this file, not from what it was made of itself.
    origin.source_digests.clear();
    for (const DataSetGroup& group : file_.groups()) {
      origin.source_digests.emplace_back(
          file_.path().filename().string() + "/" + group.name + "/images",
          group.field("images").digest());
    }
    return origin;
  }

  std::vector<FieldDescription> fields() const override {
    const Image shape = shaped(blank(), options_);
    std::vector<FieldDescription> fields = {
        {.name = "images", .shape = {shape.height, shape.width, shape.channels}, .type = "uint8"}};
    if (has_labels_) fields.push_back(label_description());
    return fields;
  }

  bool has_valid() const override { return part(Split::kValid).num_rows > 0; }

  std::vector<int64_t> rows(Split split) const override {
    return all_rows(static_cast<size_t>(part(split).num_rows));
  }

  void read_row(Split split, int64_t row, std::span<std::byte* const> fields) const override {
    Image image = blank();
    std::memcpy(image.pixels.data(), part(split).fields[0].row(row), image.pixels.size());
    image = shaped(std::move(image), options_);
    std::memcpy(fields[0], image.pixels.data(), image.pixels.size());
    if (has_labels_) std::memcpy(fields[1], part(split).fields[1].row(row), sizeof(int64_t));
  }

  int64_t read_label(Split split, int64_t row) const override {
    if (!has_labels_) return RowSource::read_label(split, row);
    int64_t label = 0;
    std::memcpy(&label, part(split).fields[1].row(row), sizeof(label));
    return label;
  }

 private:
  [[noreturn]] void refuse(const std::string& what, const std::string& expected,
                           const std::string& got) const {
    throw DataError({.what = what,
                     .where = file_.path(),
                     .expected = expected,
                     .got = got,
                     .advice = "Name a folder of images, or a data set that was packed from one."});
  }

  void open(const DataSetGroup& group, SplitFields& split) {
    const FieldDescription& images = group.field("images").description();
    if (images.shape != images_.shape || images.type != images_.type) {
      refuse("/" + group.name + "/images differs from /train/images", shape_text(images_.shape),
             shape_text(images.shape));
    }
    split.num_rows = group.num_rows;
    split.fields.emplace_back(group.field("images"));
    if (!has_labels_) return;
    const FieldDescription& labels = group.field("labels").description();
    if (labels.type != "int64" || !labels.shape.empty()) {
      refuse("/" + group.name + "/labels cannot be used", "int64, one a row",
             labels.type + " " + shape_text(labels.shape));
    }
    split.fields.emplace_back(group.field("labels"));
  }

  Image blank() const {
    Image image{.height = images_.shape[0],
                .width = images_.shape[1],
                .channels = images_.shape[2],
                .pixels = {}};
    image.pixels.resize(static_cast<size_t>(image.height * image.width * image.channels));
    return image;
  }

  SplitFields& part(Split split) const { return splits_.at(static_cast<size_t>(split)); }

  DataSetFile file_;
  ImageOptions options_;
  FieldDescription images_;
  bool has_labels_ = false;
  mutable std::array<SplitFields, 3> splits_;  // what is kept changes when rows are read
};

}  // namespace

std::unique_ptr<RowSource> make_data_set_source(const std::filesystem::path& path,
                                                const ImageOptions& options) {
  return std::make_unique<DataSetSource>(path, options);
}

}  // namespace tandem
