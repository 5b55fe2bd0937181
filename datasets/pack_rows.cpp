#include "datasets/pack_rows.h"

#include <cstring>
#include <string>
#include <utility>

#include "framework/core/error.h"
#include "framework/core/seed.h"
#include "framework/data/storage/data_set_layout.h"

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
  if (options.num_valid > 0 && source.has_valid()) {
    throw UsageError({.what = "--valid is of no use: the source has validation rows of its own"});
  }
  // Sample orders permute whole chunks of a large file, so each chunk must hold a mixture.
  shuffle(train, mix_seed(Stream::kPacking, options.seed));
  const auto split_point = train.end() - options.num_valid;
  std::vector<PlannedGroup> groups;
  groups.push_back({"train", Split::kTrain, {train.begin(), split_point}});
  if (source.has_valid()) {
    groups.push_back({"valid", Split::kValid, source.rows(Split::kValid)});
  } else {
    groups.push_back({"valid", Split::kTrain, {split_point, train.end()}});
  }
  groups.push_back({"test", Split::kTest, source.rows(Split::kTest)});
  // A data set has no groups without rows.
  std::erase_if(groups, [](const PlannedGroup& group) { return group.rows.empty(); });
  return groups;
}

}  // namespace

void pack_rows(const RowSource& source, const PackOptions& options, const PackProgress& progress) {
  const std::vector<PlannedGroup> groups = plan(source, options);
  DataSetOrigin origin = source.origin();
  origin.shuffle_seed = options.seed;
  std::vector<FieldDescription> fields = source.fields();
  fields.push_back({.name = kSourceIndex, .shape = {}, .type = "int64"});
  int64_t total = 0, done = 0;
  for (const PlannedGroup& group : groups) total += static_cast<int64_t>(group.rows.size());

  DataSetWriter writer(options.writer, origin, fields);
  for (const PlannedGroup& group : groups) {
    writer.begin_group(group.name, static_cast<int64_t>(group.rows.size()));
    for (int64_t row : group.rows) {
      const std::span<std::byte* const> destinations = writer.next_row();
      source.read_row(group.split, row, destinations.first(fields.size() - 1));
      // The last field is kSourceIndex, which no source knows of.
      std::memcpy(destinations.back(), &row, sizeof(row));
      progress(++done, total);
    }
  }
  writer.finish();
}

}  // namespace tandem
