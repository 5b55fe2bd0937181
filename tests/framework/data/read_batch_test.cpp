#include "framework/data/read_batch.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include "tests/support/small_data_set.h"
#include "tests/support/temporary_directory.h"

namespace tandem {
namespace {

TEST(ReadBatch, GivesTheRowsAskedForAsStored) {
  const TemporaryDirectory directory;
  write_small_data_set(directory / "data.h5", {.num_train = 40});
  const DataSources data({{"a", directory / "data.h5"}});
  const Batch batch = read_batch(data, {.group = "train", .begin = 30, .end = 33},
                                 {"a/images", "a/labels"}, at::kCPU);
  EXPECT_EQ(batch.field("a/images").sizes(), (std::vector<int64_t>{3, 64, 128, 1}));
  EXPECT_EQ(batch.field("a/images")[2][0][0][0].item<uint8_t>(), small_pixel(32, 0));
  EXPECT_TRUE(at::equal(batch.field("a/labels"), at::arange(30, 33)));
}

}  // namespace
}  // namespace tandem
