#include "datasets/pack_rows.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstring>
#include <numeric>
#include <set>

#include "framework/core/error.h"
#include "tests/support/error_message.h"
#include "tests/support/plain_image.h"
#include "tests/support/rows_source.h"
#include "tests/support/temporary_directory.h"

namespace tandem {
namespace {

using testing::HasSubstr;

/// Rows that hold ten times their index, in test a hundred times.
class CountingSource : public RowSource {
 public:
  DataSetOrigin origin() const override { return {.generator = "counting"}; }
  std::vector<FieldDescription> fields() const override {
    return {{.name = "value", .shape = {}, .type = "int64"}};
  }
  std::vector<int64_t> rows(Split split) const override {
    std::vector<int64_t> rows(split == Split::kTrain ? 200 : 30);
    std::iota(rows.begin(), rows.end(), 1000);
    return rows;
  }
  void read_row(Split split, int64_t row, std::span<std::byte* const> fields) const override {
    const int64_t value = row * (split == Split::kTrain ? 10 : 100);
    std::memcpy(fields[0], &value, sizeof(value));
  }
};

class PackRowsTest : public testing::Test {
 protected:
  void pack(uint64_t seed, int64_t num_valid) {
    pack_rows(CountingSource(),
              {.writer = {.path = path_, .replace = true}, .seed = seed, .num_valid = num_valid},
              [this](int64_t done, int64_t total) {
                EXPECT_EQ(++calls_, done);
                EXPECT_EQ(total, 230);
              });
  }

  std::vector<int64_t> read(const std::string& group, const std::string& field) const {
    const DataSetFile file(path_);
    const DataSetField& column = file.group(group).field(field);
    std::vector<int64_t> values(static_cast<size_t>(column.num_rows()));
    column.read_rows(0, column.num_rows(), values.data());
    return values;
  }

  TemporaryDirectory directory_;
  std::filesystem::path path_ = directory_ / "counting.h5";
  int64_t calls_ = 0;
};

TEST_F(PackRowsTest, TrainIsShuffledTestIsNotAndRowsKnowWhereTheyWere) {
  pack(4, 0);
  EXPECT_EQ(calls_, 230);
  const DataSetFile file(path_);
  EXPECT_EQ(file.groups().size(), 2u);
  EXPECT_EQ(file.origin().generator, "counting");
  EXPECT_EQ(file.origin().shuffle_seed, 4u);
  const std::vector<int64_t> sources = read("train", "source_index");
  const std::vector<int64_t> values = read("train", "value");
  for (size_t i = 0; i < sources.size(); ++i) EXPECT_EQ(values[i], sources[i] * 10);
  EXPECT_FALSE(std::is_sorted(sources.begin(), sources.end()));
  EXPECT_EQ(std::set<int64_t>(sources.begin(), sources.end()).size(), 200u);
  EXPECT_EQ(read("test", "source_index"), CountingSource().rows(Split::kTest));
  EXPECT_EQ(read("test", "value")[29], 102900);
}

TEST_F(PackRowsTest, ValidationRowsAreMovedOutOfTrain) {
  pack(4, 50);
  const std::vector<int64_t> train = read("train", "source_index");
  const std::vector<int64_t> valid = read("valid", "source_index");
  EXPECT_EQ(train.size(), 150u);
  EXPECT_EQ(valid.size(), 50u);
  std::set<int64_t> all(train.begin(), train.end());
  all.insert(valid.begin(), valid.end());
  EXPECT_EQ(all.size(), 200u);
  EXPECT_EQ(read("valid", "value")[0], valid[0] * 10);
}

TEST_F(PackRowsTest, TheOrderFollowsFromTheSeed) {
  pack(4, 10);
  const std::vector<int64_t> first = read("train", "source_index");
  calls_ = 0;
  pack(4, 10);
  EXPECT_EQ(read("train", "source_index"), first);
  calls_ = 0;
  pack(5, 10);
  EXPECT_NE(read("train", "source_index"), first);
}

TEST_F(PackRowsTest, UnusableNumbersOfValidationRowsAreRefused) {
  EXPECT_THAT(message_of<UsageError>([&] { pack(0, 200); }), HasSubstr("0 to 199"));
  EXPECT_THAT(message_of<UsageError>([&] { pack(0, -1); }), HasSubstr("--valid"));
  EXPECT_FALSE(std::filesystem::exists(path_));
}

TEST_F(PackRowsTest, ValidationRowsOfTheSourceAreTakenOver) {
  const auto pack_with_valid = [this](int64_t num_valid) {
    pack_rows(RowsSource(std::vector<Image>(8, plain(1, 1, {7})), {"a", "b"}, 3, 2),
              {.writer = {.path = path_}, .num_valid = num_valid}, [](int64_t, int64_t) {});
  };
  EXPECT_THAT(message_of<UsageError>([&] { pack_with_valid(1); }), HasSubstr("of its own"));
  pack_with_valid(0);
  EXPECT_EQ(read("train", "source_index").size(), 8u);
  EXPECT_EQ(read("valid", "source_index"), (std::vector<int64_t>{0, 1}));
  EXPECT_EQ(read("test", "labels"), (std::vector<int64_t>{0, 1, 0}));
}

}  // namespace
}  // namespace tandem
