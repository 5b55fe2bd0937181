#include "datasets/pack_rows.h"

#include <cstring>
#include <string>
#include <utility>

#include "framework/core/error.h"
#include "framework/core/seed.h"
#include "framework/data/files/data_set_layout.h"

namespace tandem {
namespace {

/// A group as it is written: rows of one split of the source.
struct PlannedGroup {
  std::string name;
  Split split;
  std::vector<int64_t> rows;
};

std::vector<PlannedGroup> plan(const RowSource& source, const PackOptions& options) {
  std::vector<int64_t> train = source.rows(Split::kTrain);
  const auto num_train = static_cast<int64_t>(train.size());
  if (options.num_valid < 0 || (options.num_valid > 0 && options.num_valid >= num_train)) {
    throw UsageError({.what = "--valid leaves no rows to train on",
                      .expected = "0 to " + std::to_string(num_train - 1),
                      .got = std::to_string(options.num_valid)});
  }
  shuffle(train, mix_seed({static_cast<uint64_t>(Stream::kPacking), options.seed}));
  const auto split_point = train.end() - options.num_valid;
  std::vector<PlannedGroup> groups;
  groups.push_back({"train", Split::kTrain, {train.begin(), split_point}});
  groups.push_back({"valid", Split::kTrain, {split_point, train.end()}});
  groups.push_back({"test", Split::kTest, source.rows(Split::kTest)});
  std::erase_if(groups, [](const PlannedGroup& group) { return group.rows.empty(); });
  return groups;
}

/// Draws every pixel as 0 or 255, by the seed, the split and the row.
void binarize(std::span<std::byte> pixels, uint64_t seed) {
  RandomSequence random(seed);
  for (std::byte& pixel : pixels) {
    const bool on = random.below(255) < std::to_integer<uint64_t>(pixel);
    pixel = static_cast<std::byte>(on ? 255 : 0);
  }
}

/// Bytes of one row of the images, the first field; throws UsageError when it is not pixels.
size_t pixel_bytes(const std::vector<FieldDescription>& fields) {
  if (fields[0].type != "uint8") {
    throw UsageError({.what = "--binarize needs images", .got = fields[0].name});
  }
  size_t count = 1;
  for (int64_t size : fields[0].shape) count *= static_cast<size_t>(size);
  return count;
}

}  // namespace

void pack_rows(const RowSource& source, const PackOptions& options, const PackProgress& progress) {
  const std::vector<PlannedGroup> groups = plan(source, options);
  DataSetOrigin origin = source.origin();
  origin.shuffle_seed = options.seed;
  if (options.binarize) origin.generator += ", binarized";
  std::vector<FieldDescription> fields = source.fields();
  fields.push_back({.name = kSourceIndex, .shape = {}, .type = "int64"});
  const size_t num_pixels = options.binarize ? pixel_bytes(fields) : 0;
  int64_t total = 0, done = 0;
  for (const PlannedGroup& group : groups) total += static_cast<int64_t>(group.rows.size());

  DataSetWriter writer(options.writer, origin, fields);
  for (const PlannedGroup& group : groups) {
    writer.begin_group(group.name, static_cast<int64_t>(group.rows.size()));
    for (int64_t row : group.rows) {
      const std::span<std::byte* const> destinations = writer.next_row();
      source.read_row(group.split, row, destinations.first(fields.size() - 1));
      if (options.binarize) {
        // Field 3 keeps this draw apart from the others of packing.
        binarize({destinations[0], num_pixels},
                 mix_seed({static_cast<uint64_t>(Stream::kPacking), options.seed, 3,
                           static_cast<uint64_t>(group.split), static_cast<uint64_t>(row)}));
      }
      std::memcpy(destinations.back(), &row, sizeof(row));
      progress(++done, total);
    }
  }
  writer.finish();
}

}  // namespace tandem
