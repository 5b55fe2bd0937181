#include "launch/worker/output/tensor_rows.h"

#include <ATen/ATen.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "framework/core/digest.h"
#include "framework/core/error.h"
#include "framework/core/files.h"
#include "tests/launch/worker/untrained_run.h"
#include "tests/support/error_message.h"
#include "tests/support/temporary_directory.h"

namespace tandem {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Pair;

class TensorRowsTest : public ::testing::Test {
 protected:
  TensorRows rows(int64_t count, bool replace = false) const {
    return {{.path = file_, .replace = replace}, {.generator = "test"}, "train", count};
  }
  /// The rows of a field of floats.
  static at::Tensor floats_in(const DataSetField& field, at::IntArrayRef shape) {
    at::Tensor values = at::empty(shape, at::kFloat);
    field.read_rows(0, shape[0], values.data_ptr());
    return values;
  }

  TemporaryDirectory directory_;
  std::filesystem::path file_ = directory_ / "rows.h5";
};

TEST_F(TensorRowsTest, ColumnsAreFieldsChunkAfterChunk) {
  TensorRows written = rows(5);
  const at::Tensor codes = at::arange(15, at::kFloat).view({5, 3});
  const at::Tensor labels = at::arange(5, at::kLong);
  for (const auto& [begin, count] : {std::pair(0, 2), {2, 3}}) {
    written.append(
        {{"codes", codes.narrow(0, begin, count)}, {"labels", labels.narrow(0, begin, count)}});
  }
  written.finish();
  const DataSetFile file(file_);
  EXPECT_EQ(file.origin().generator, "test");
  const DataSetGroup& group = file.group("train");
  EXPECT_EQ(group.num_rows, 5);
  EXPECT_THAT(group.field("codes").description().shape, ElementsAre(3));
  EXPECT_TRUE(at::equal(floats_in(group.field("codes"), {5, 3}), codes));
  EXPECT_EQ(group.field("labels").description().type, "int64");
  EXPECT_THAT(group.field("labels").description().shape, IsEmpty());
  int64_t last = -1;
  group.field("labels").read_rows(4, 1, &last);
  EXPECT_EQ(last, 4);
}

TEST_F(TensorRowsTest, ValuesMayLieInAnyOrderInMemory) {
  const at::Tensor turned = at::arange(6, at::kFloat).view({2, 3}).t();
  ASSERT_FALSE(turned.is_contiguous());
  TensorRows written = rows(3);
  written.append({{"codes", turned}});
  written.finish();
  const DataSetFile file(file_);
  EXPECT_TRUE(at::equal(floats_in(file.group("train").field("codes"), {3, 2}), turned));
}

TEST_F(TensorRowsTest, AFileThatIsThereIsRefusedBeforeTheFirstRows) {
  replace_file(file_, "precious");
  EXPECT_THAT(message_of<UsageError>([&] { rows(1); }), HasSubstr("--force"));
  TensorRows written = rows(1, /*replace=*/true);
  written.append({{"codes", at::ones({1, 2})}});
  EXPECT_EQ(read_file(file_), "precious") << "until the new one is complete";
  written.finish();
  EXPECT_EQ(DataSetFile(file_).group("train").num_rows, 1);
}

TEST_F(TensorRowsTest, WhatIsNotFinishedLeavesNothing) {
  rows(2).append({{"codes", at::ones({1, 2})}});
  EXPECT_THAT(names_in(directory_.path()), IsEmpty());
}

TEST(RunOrigin, NamesRunStepAndWeights) {
  const testing_support::UntrainedRun files;
  const LoadedRun run = files.loaded(4);
  const DataSetOrigin origin = origin_of(run, "sample, seed 1");
  EXPECT_EQ(origin.generator, "sample, seed 1, of test, step-00000004");
  EXPECT_THAT(origin.source_digests,
              ElementsAre(Pair("networks.safetensors", digest_of_file(run.weights()))));
}

}  // namespace
}  // namespace tandem
