#include "framework/data/storage/row_reader.h"

#include <gtest/gtest.h>

#include <set>

#include "framework/core/error.h"
#include "tests/support/small_data_set.h"
#include "tests/support/temporary_directory.h"

namespace tandem {
namespace {

constexpr int64_t kRowBytes = 64 * 128;
constexpr int64_t kMicroBatchSize = 5;

class RowReaderTest : public testing::TestWithParam<bool> {
 protected:
  void SetUp() override {
    write_small_data_set(directory_ / "small.h5", {.num_train = 997});
    file_ = std::make_unique<DataSetFile>(directory_ / "small.h5");
  }

  RowReaderOptions options(int64_t first_lane, int64_t num_local_lanes, int64_t first_batch) const {
    const DataSetGroup& group = file_->group("train");
    return {.group = &group,
            .fields = {"images", "labels"},
            .order = {.num_rows = group.num_rows,
                      .chunk_rows = GetParam() ? 1 : group.chunk_rows,
                      .seed = 11,
                      .num_lanes = 4,
                      .window_chunks = 3,
                      .micro_batch_size = kMicroBatchSize},
            .first_lane = first_lane,
            .num_local_lanes = num_local_lanes,
            .first_batch = first_batch};
  }

  static std::unique_ptr<RowReader> make(const RowReaderOptions& options) {
    return GetParam() ? make_resident_reader(options) : make_streaming_reader(options);
  }

  /// The labels of a micro-batch, once its images were seen to be those of the labels.
  static std::vector<int64_t> gather(RowReader& reader, int64_t batch, int64_t local_lane) {
    std::vector<std::byte> images(kMicroBatchSize * kRowBytes);
    std::vector<int64_t> labels(kMicroBatchSize);
    std::byte* destinations[] = {images.data(), reinterpret_cast<std::byte*>(labels.data())};
    reader.gather(batch, local_lane, destinations);
    for (size_t i = 0; i < labels.size(); ++i) {
      for (int64_t k = 0; k < kRowBytes; k += 97) {
        EXPECT_EQ(std::to_integer<uint8_t>(images[i * kRowBytes + static_cast<size_t>(k)]),
                  small_pixel(labels[i], k));
      }
    }
    return labels;
  }

  TemporaryDirectory directory_;
  std::unique_ptr<DataSetFile> file_;
};

TEST_P(RowReaderTest, ShowsEachRowAtMostOnceInEveryEpoch) {
  const RowReaderOptions all = options(0, 4, 0);
  const std::unique_ptr<RowReader> reader = make(all);
  const int64_t num_batches = SampleOrder(all.order).batches_per_epoch();
  std::vector<int64_t> first_epoch;
  for (int64_t epoch = 0; epoch < 3; ++epoch) {
    std::set<int64_t> seen;
    std::vector<int64_t> rows;
    for (int64_t batch = epoch * num_batches; batch < (epoch + 1) * num_batches; ++batch) {
      for (int64_t local_lane = 0; local_lane < 4; ++local_lane) {
        for (int64_t row : gather(*reader, batch, local_lane)) {
          EXPECT_TRUE(seen.insert(row).second) << "row " << row << " twice";
          rows.push_back(row);
        }
      }
    }
    if (epoch == 0) first_epoch = rows;
    EXPECT_EQ(epoch == 0, rows == first_epoch) << "epochs have orders of their own";
  }
}

TEST_P(RowReaderTest, ALaneIsTheSameWhoeverReadsIt) {
  const std::unique_ptr<RowReader> all = make(options(0, 4, 0));
  const std::unique_ptr<RowReader> first = make(options(0, 1, 0));
  const std::unique_ptr<RowReader> rest = make(options(1, 3, 0));
  for (int64_t batch = 0; batch < 120; ++batch) {
    EXPECT_EQ(gather(*all, batch, 0), gather(*first, batch, 0));
    for (int64_t lane = 1; lane < 4; ++lane) {
      EXPECT_EQ(gather(*all, batch, lane), gather(*rest, batch, lane - 1));
    }
  }
}

TEST_P(RowReaderTest, BeginningAtABatchContinuesWhatWasInterruptedThere) {
  const std::unique_ptr<RowReader> uninterrupted = make(options(1, 2, 0));
  std::vector<std::vector<int64_t>> expected;
  for (int64_t batch = 0; batch < 110; ++batch) {
    expected.push_back(gather(*uninterrupted, batch, 0));
    expected.push_back(gather(*uninterrupted, batch, 1));
  }
  for (int64_t first : {0, 1, 9, 10, 44, 45, 46, 90, 100}) {
    const std::unique_ptr<RowReader> resumed = make(options(1, 2, first));
    for (int64_t batch = first; batch < std::min<int64_t>(first + 10, 110); ++batch) {
      EXPECT_EQ(gather(*resumed, batch, 0), expected[static_cast<size_t>(2 * batch)]);
      EXPECT_EQ(gather(*resumed, batch, 1), expected[static_cast<size_t>(2 * batch + 1)]);
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Modes, RowReaderTest, testing::Bool(), [](const auto& tested) {
  return tested.param ? "Resident" : "Streaming";
});

TEST(RowReader, ResidentBatchesTogetherAreTheSameForEveryNumberOfLanes) {
  const TemporaryDirectory directory;
  write_small_data_set(directory / "small.h5", {.num_train = 64, .image_shape = {2, 2, 1}});
  const DataSetFile file(directory / "small.h5");
  std::vector<std::set<int64_t>> batches;
  for (int64_t num_lanes : {1, 4}) {
    const int64_t micro_batch_size = 16 / num_lanes;
    const auto reader = make_resident_reader({.group = &file.group("train"),
                                              .fields = {"labels"},
                                              .order = {.num_rows = 64,
                                                        .seed = 1,
                                                        .num_lanes = num_lanes,
                                                        .micro_batch_size = micro_batch_size},
                                              .num_local_lanes = num_lanes});
    std::set<int64_t> rows;
    for (int64_t local_lane = 0; local_lane < num_lanes; ++local_lane) {
      std::vector<int64_t> labels(static_cast<size_t>(micro_batch_size));
      std::byte* destination = reinterpret_cast<std::byte*>(labels.data());
      reader->gather(2, local_lane, {&destination, 1});
      rows.insert(labels.begin(), labels.end());
    }
    batches.push_back(rows);
  }
  EXPECT_EQ(batches[0].size(), 16u);
  EXPECT_EQ(batches[0], batches[1]);
}

}  // namespace
}  // namespace tandem
