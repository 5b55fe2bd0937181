#include "datasets/row_source.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstring>
#include <string>
#include <vector>

#include "framework/core/error.h"
#include "tests/support/error_message.h"

namespace tandem {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

/// Labels, a hundred times the row and in test one more, between fields that are larger.
class BetweenOthers : public RowSource {
 public:
  explicit BetweenOthers(bool has_labels = true) : has_labels_(has_labels) {}
  DataSetOrigin origin() const override { return {.generator = "tested"}; }
  std::vector<FieldDescription> fields() const override {
    std::vector<FieldDescription> fields = {{"source", {2, 2, 3}, "uint8"}};
    if (has_labels_) fields.push_back(label_description());
    fields.push_back({"factors", {5}, "float64"});
    return fields;
  }
  std::vector<int64_t> rows(Split) const override { return all_rows(9); }
  void read_row(Split split, int64_t row, std::span<std::byte* const> fields) const override {
    std::memset(fields[0], 0xff, 12);
    const int64_t label = 100 * row + (split == Split::kTest ? 1 : 0);
    std::memcpy(fields[1], &label, sizeof(label));
    std::memset(fields[2], 0xff, 40);
  }

 private:
  bool has_labels_;
};

TEST(RowSourceTest, ALabelIsReadOutOfItsRow) {
  const BetweenOthers source;
  EXPECT_EQ(source.read_label(Split::kTrain, 7), 700);
  EXPECT_EQ(source.read_label(Split::kTest, 2), 201);
}

TEST(RowSourceTest, WithoutLabelsThereIsNoneToRead) {
  EXPECT_EQ(message_of<UsageError>([] { (void)BetweenOthers(false).read_label(Split::kTrain, 0); }),
            "the data has no labels");
}

TEST(RowSourceTest, ThereAreNoRowsOfValidationUnlessASourceSaysSo) {
  EXPECT_FALSE(BetweenOthers().has_valid());
}

TEST(RowSourceTest, FieldsAreFoundByTheirNames) {
  const std::vector<FieldDescription> fields = BetweenOthers().fields();
  EXPECT_EQ(find_field(fields, "source"), 0);
  EXPECT_EQ(find_field(fields, "labels"), 1);
  EXPECT_EQ(find_field(fields, "label"), -1);
  EXPECT_EQ(find_field({}, "labels"), -1);
}

TEST(RowSourceTest, ALabelIsOneInteger) {
  EXPECT_EQ(label_description().name, "labels");
  EXPECT_THAT(label_description().shape, IsEmpty());
  EXPECT_EQ(label_description().type, "int64");
}

TEST(RowSourceTest, AllRowsAreNumberedFromZero) {
  EXPECT_THAT(all_rows(3), ElementsAre(0, 1, 2));
  EXPECT_THAT(all_rows(0), IsEmpty());
}

}  // namespace
}  // namespace tandem
