// What records of evaluations say of the data.
#include "framework/training/evaluation.h"

#include <gtest/gtest.h>

#include <cstring>
#include <set>

#include "framework/data/storage/data_set_writer.h"
#include "tests/support/temporary_directory.h"

namespace tandem {
namespace {

/// The row of a group in which a byte is changed; none for an empty group.
struct Change {
  std::string group;
  std::string field;
};

void write_data(const std::filesystem::path& path, const Change& change) {
  DataSetWriter writer({.path = path}, {.generator = "test", .class_names = {"a", "b"}},
                       {{.name = "images", .shape = {2, 2, 1}, .type = "uint8"},
                        {.name = "labels", .shape = {}, .type = "int64"},
                        {.name = "latents/classes", .shape = {2}, .type = "int64"}});
  for (const char* group : {"train", "valid", "test"}) {
    writer.begin_group(group, 3);
    for (int64_t row = 0; row < 3; ++row) {
      const auto memory = writer.next_row();
      const auto value = [&](const char* field) {
        const bool changes = row == 2 && change.group == group && change.field == field;
        return static_cast<int64_t>(changes);
      };
      std::memset(memory[0], static_cast<int>(row + value("images")), 4);
      const int64_t label = value("labels");
      const int64_t factors[] = {row, value("latents/classes")};
      std::memcpy(memory[1], &label, sizeof(label));
      std::memcpy(memory[2], factors, sizeof(factors));
    }
  }
  writer.finish();
}

TEST(EvaluatedData, ChangesWithImagesLabelsAndFactorsOfEverySplit) {
  const TemporaryDirectory directory;
  Family family;
  family.data.fields = {"images"};
  std::set<std::string> identities;
  const auto insert = [&](const Change& change) {
    const std::filesystem::path path =
        directory / (std::to_string(identities.size()) + "-" + change.group + ".h5");
    write_data(path, change);
    return identities.insert(evaluated_data(family, DataSources({{"", path}}))).second;
  };
  EXPECT_TRUE(insert({}));
  EXPECT_FALSE(insert({"none", ""})) << "the same rows";
  for (const char* group : {"train", "valid", "test"}) {
    for (const char* field : {"images", "labels", "latents/classes"}) {
      EXPECT_TRUE(insert({group, field})) << group << "/" << field;
    }
  }
  family.data.fields = {"images", "labels"};
  EXPECT_FALSE(insert({"other", ""})) << "whether or not the family reads labels";
}

}  // namespace
}  // namespace tandem
