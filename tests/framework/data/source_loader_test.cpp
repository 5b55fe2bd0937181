#include "framework/data/source_loader.h"

#include <ATen/ATen.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "framework/core/error.h"
#include "framework/core/seed.h"
#include "tests/support/error_message.h"
#include "tests/support/small_data_set.h"
#include "tests/support/temporary_directory.h"

namespace tandem {
namespace {

using testing::HasSubstr;

class SourceLoaderTest : public testing::Test {
 protected:
  SourceLoaderTest() {
    write_small_data_set(directory_ / "a.h5", {.num_train = 100, .image_shape = {2, 2, 1}});
    write_small_data_set(directory_ / "b.h5", {.num_train = 60, .image_shape = {2, 2, 1}});
  }

  static BatchLoaderOptions options(const std::vector<std::string>& fields) {
    return {.fields = fields,
            .seed = 3,
            .batch_size = 8,
            .micro_batches = 4,
            .num_local_lanes = 4,
            .resident_bytes = int64_t{1} << 30};
  }
  SourceLoader both(const BatchLoaderOptions& changed) const {
    return SourceLoader({{"a", directory_ / "a.h5"}, {"b", directory_ / "b.h5"}}, changed,
                        at::kCPU);
  }
  SourceLoader both() const { return both(options(kFields)); }

  const std::vector<std::string> kFields = {"a/images", "a/labels", "b/labels"};
  TemporaryDirectory directory_;
};

at::Tensor rows_of(const std::vector<Batch>& batches, const std::string& field) {
  std::vector<at::Tensor> all;
  for (const Batch& batch : batches) all.push_back(batch.field(field));
  return at::cat(all);
}

TEST_F(SourceLoaderTest, ALaneHoldsTheFieldsOfAllSources) {
  SourceLoader loader = both();
  const std::vector<Batch> batches = loader.next();
  ASSERT_EQ(batches.size(), 4u);
  for (const Batch& batch : batches) {
    EXPECT_EQ(batch.size(), 2);
    ASSERT_EQ(batch.fields().size(), 3u);
    const int64_t row = batch.field("a/labels")[1].item<int64_t>();
    EXPECT_EQ(batch.field("a/images")[1][1][1][0].item<uint8_t>(), small_pixel(row, 3));
    EXPECT_EQ(batch.field("b/labels").sizes(), (at::IntArrayRef{2}));
  }
}

TEST_F(SourceLoaderTest, WhatItReturnsIsThatOfALoaderOfEachSource) {
  SourceLoader loader = both();
  BatchLoaderOptions single = options({"labels"});
  const auto seed_of = [](uint64_t index) { return mix_seed(Stream::kSampleOrder, 3, index); };
  single.path = directory_ / "a.h5";
  single.seed = seed_of(0);
  BatchLoader a(single, at::kCPU);
  single.path = directory_ / "b.h5";
  single.seed = seed_of(1);
  BatchLoader b(single, at::kCPU);
  // More batches than an epoch of either has.
  for (int64_t batch = 0; batch < 30; ++batch) {
    const std::vector<Batch> merged = loader.next();
    EXPECT_TRUE(at::equal(rows_of(merged, "a/labels"), rows_of(a.next(), "labels")));
    EXPECT_TRUE(at::equal(rows_of(merged, "b/labels"), rows_of(b.next(), "labels")));
  }
}

TEST_F(SourceLoaderTest, TheOnlySourceWithoutANameKeepsTheOrderOfABatchLoader) {
  BatchLoaderOptions plain = options({"labels"});
  SourceLoader loader({{"", directory_ / "b.h5"}}, plain, at::kCPU);
  plain.path = directory_ / "b.h5";
  BatchLoader single(plain, at::kCPU);
  for (int64_t batch = 0; batch < 30; ++batch) {
    EXPECT_TRUE(at::equal(rows_of(loader.next(), "labels"), rows_of(single.next(), "labels")));
  }
}

TEST_F(SourceLoaderTest, EachSourceHasItsOwnOrder) {
  SourceLoader loader({{"a", directory_ / "a.h5"}, {"b", directory_ / "a.h5"}},
                      options({"a/labels", "b/labels"}), at::kCPU);
  const std::vector<Batch> batches = loader.next();
  EXPECT_FALSE(at::equal(rows_of(batches, "a/labels"), rows_of(batches, "b/labels")));
}

TEST_F(SourceLoaderTest, FirstBatchContinuesALoaderThatReturnedAsMany) {
  SourceLoader uninterrupted = both();
  BatchLoaderOptions later = options(kFields);
  later.first_batch = 17;
  for (int64_t batch = 0; batch < 17; ++batch) uninterrupted.next();
  SourceLoader resumed = both(later);
  for (int64_t batch = 0; batch < 12; ++batch) {
    const std::vector<Batch> expected = uninterrupted.next();
    const std::vector<Batch> got = resumed.next();
    for (const std::string& field : kFields) {
      EXPECT_TRUE(at::equal(rows_of(expected, field), rows_of(got, field))) << field;
    }
  }
}

TEST_F(SourceLoaderTest, UnusableOptionsAreRefused) {
  EXPECT_THAT(message_of<DataError>([&] {
                both(options({"a/labels", "b/labels", "c/labels"}));
              }),
              HasSubstr("c/labels"));
  EXPECT_THAT(message_of<ConfigError>([&] { both(options({"a/labels"})); }), HasSubstr("fields"));
  BatchLoaderOptions large = options(kFields);
  large.batch_size = 64;
  EXPECT_THAT(message_of<ConfigError>([&] { both(large); }), HasSubstr("b.h5"));
}

}  // namespace
}  // namespace tandem
