#include "launch/data_inspection.h"

#include <algorithm>
#include <iomanip>
#include <iostream>
#include <string>
#include <vector>

#include "datasets/image_operations.h"
#include "framework/core/error.h"
#include "framework/core/files.h"
#include "framework/core/image.h"
#include "framework/core/text.h"
#include "framework/data/storage/data_set_file.h"
#include "framework/data/storage/data_set_layout.h"

namespace tandem {
namespace {

constexpr int64_t kGridTiles = 64;
constexpr int64_t kGridColumns = 8;
constexpr int64_t kMaxGridBytes = int64_t{64} << 20;  // of the tiles; large images make fewer

/// Texts of the file may be of anybody's making: none is to steer the terminal.
void print_origin(const DataSetFile& file) {
  const DataSetOrigin& origin = file.origin();
  std::cout << printable_line(file.path()) << ": data set, "
            << bytes_text(static_cast<int64_t>(std::filesystem::file_size(file.path()))) << "\n"
            << "  format        " << kDataFormat << ", version " << kDataFormatVersion << "\n"
            << "  generator     " << printable_line(origin.generator) << "\n"
            << "  shuffle seed  " << origin.shuffle_seed << "\n";
  if (!origin.class_names.empty()) {
    std::cout << "  classes       " << origin.class_names.size() << ":";
    for (const std::string& name : origin.class_names) std::cout << " " << printable_line(name);
    std::cout << "\n";
  }
  for (const auto& [name, digest] : origin.source_digests) {
    std::cout << "  source        " << printable_line(digest) << "  " << printable_line(name)
              << "\n";
  }
}

void print_group(const DataSetGroup& group) {
  std::cout << "/" << group.name << ": " << group.num_rows << " rows, "
            << bytes_text(group.num_bytes()) << ", chunks of " << group.chunk_rows << " rows\n";
  for (const DataSetField& field : group.fields) {
    const FieldDescription& description = field.description();
    std::vector<int64_t> shape = {field.num_rows()};
    shape.insert(shape.end(), description.shape.begin(), description.shape.end());
    std::cout << "  " << std::left << std::setw(17) << description.name << std::setw(9)
              << description.type << std::setw(20) << shape_text(shape) << std::setw(11)
              << bytes_text(field.storage_bytes()) << std::setw(24) << field.filters()
              << printable_line(field.digest()) << "\n";
  }
}

bool can_be_shown(const FieldDescription& field) {
  const std::vector<int64_t>& shape = field.shape;
  return field.type == "uint8" && shape.size() == 3 && (shape[2] == 1 || shape[2] == 3);
}

/// The fields whose images a grid shows: `images`, or the `source` and `target` of pairs.
std::vector<const DataSetField*> shown_fields(const DataSetFile& file) {
  const DataSetGroup& group = file.group("train");
  std::vector<const DataSetField*> fields;
  if (file.description().find("source") == nullptr) {
    fields = {&group.field("images")};
  } else {
    fields = {&group.field("source"), &group.field("target")};
  }
  for (const DataSetField* field : fields) {
    const FieldDescription& description = field->description();
    const std::vector<int64_t>& shape = description.shape;
    const std::vector<int64_t>& first = fields.front()->description().shape;
    const bool fits = can_be_shown(description) && shape[0] == first[0] && shape[1] == first[1];
    if (fits) continue;
    throw DataError({.what = "/train/" + description.name + " cannot be shown",
                     .where = file.path(),
                     .expected = std::string("(N, H, W, 1) or (N, H, W, 3) uint8") +
                                 (fields.size() > 1 ? ", source and target of one size" : ""),
                     .got = shape_text(shape) + " " + description.type + " a row"});
  }
  return fields;
}

/// How many rows a grid shows. Throws DataError where the images of one are too large.
int64_t shown_rows(const DataSetFile& file, const std::vector<const DataSetField*>& fields) {
  int64_t bytes = 0;
  for (const DataSetField* field : fields) bytes += field->row_bytes();
  // Tiles in all, and bytes in all, each by what a row has of them.
  const int64_t most =
      std::min(kGridTiles / static_cast<int64_t>(fields.size()), kMaxGridBytes / bytes);
  if (most > 0) return std::min(most, fields.front()->num_rows());
  throw DataError({.what = "the images are too large for a grid",
                   .where = file.path(),
                   .expected = "at most " + bytes_text(kMaxGridBytes) + " a row",
                   .got = bytes_text(bytes)});
}

void write_grid(const DataSetFile& file, const std::filesystem::path& path) {
  const std::vector<const DataSetField*> fields = shown_fields(file);
  const int64_t num_rows = shown_rows(file, fields);
  std::vector<Image> tiles;
  // The first rows are as good as drawn ones: train is shuffled when it is packed.
  for (int64_t row = 0; row < num_rows; ++row) {
    for (const DataSetField* field : fields) {
      const std::vector<int64_t>& shape = field->description().shape;
      Image tile{.height = shape[0], .width = shape[1], .channels = shape[2], .pixels = {}};
      tile.pixels.resize(static_cast<size_t>(field->row_bytes()));
      field->read_rows(row, 1, tile.pixels.data());
      // Tiles of a grid have one shape: a source may be grey and its target in colour.
      if (fields.size() > 1) tile = to_rgb(tile);
      tiles.push_back(std::move(tile));
    }
  }
  replace_file(path, encode_png(make_grid(tiles, kGridColumns)));
}

}  // namespace

void inspect_data_set(const std::filesystem::path& file,
                      const std::optional<std::filesystem::path>& grid) {
  const DataSetFile data(file);
  print_origin(data);
  for (const DataSetGroup& group : data.groups()) print_group(group);
  if (grid) {
    write_grid(data, *grid);
    std::cout << "wrote " << printable_line(*grid) << "\n";
  }
}

}  // namespace tandem
