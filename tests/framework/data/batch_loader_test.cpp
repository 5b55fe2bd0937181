#include "framework/data/batch_loader.h"

#include <ATen/ATen.h>
#include <c10/core/impl/DeviceGuardImplInterface.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <set>

#include "framework/core/error.h"
#include "framework/core/files.h"
#include "tests/support/error_message.h"
#include "tests/support/small_data_set.h"
#include "tests/support/temporary_directory.h"

namespace tandem {
namespace {

using testing::AllOf;
using testing::HasSubstr;

/// A device that only notes which one of its kind a thread takes for its own.
class NotedDevices final : public c10::impl::DeviceGuardImplInterface {
 public:
  static constexpr c10::DeviceType kType = c10::DeviceType::PrivateUse1;

  c10::DeviceType type() const override { return kType; }
  c10::Device exchangeDevice(c10::Device device) const override { return device; }
  c10::Device getDevice() const override { return {kType, 0}; }
  void setDevice(c10::Device device) const override { current_ = device.index(); }
  void uncheckedSetDevice(c10::Device) const noexcept override {}
  c10::Stream getStream(c10::Device device) const override {
    return c10::Stream(c10::Stream::DEFAULT, device);
  }
  c10::Stream getStreamFromGlobalPool(c10::Device device, bool) const override {
    return getStream(device);
  }
  c10::Stream exchangeStream(c10::Stream stream) const override { return stream; }
  c10::DeviceIndex deviceCount() const noexcept override { return 2; }

  static int current() { return current_; }

 private:
  static inline std::atomic<int> current_ = -1;
};

const c10::impl::DeviceGuardImplRegistrar kNotedDevices(NotedDevices::kType, new NotedDevices());

class BatchLoaderTest : public testing::TestWithParam<bool> {
 protected:
  BatchLoaderTest() { write_small_data_set(path_); }

  BatchLoaderOptions options() const {
    return {.path = path_,
            .fields = {"images", "labels"},
            .seed = 3,
            .batch_size = 24,
            .micro_batches = 4,
            .num_local_lanes = 4,
            .resident_bytes = GetParam() ? int64_t{1} << 30 : 0,
            .window_chunks = 3};
  }

  TemporaryDirectory directory_;
  std::filesystem::path path_ = directory_ / "small.h5";
};

std::vector<int64_t> labels_of(const std::vector<Batch>& batches) {
  std::vector<int64_t> labels;
  for (const Batch& batch : batches) {
    const at::Tensor& tensor = batch.field("labels");
    labels.insert(labels.end(), tensor.const_data_ptr<int64_t>(),
                  tensor.const_data_ptr<int64_t>() + tensor.numel());
  }
  return labels;
}

TEST_P(BatchLoaderTest, ALaneIsABatchWithItsOwnAlignedTensors) {
  BatchLoader loader(options(), at::kCPU);
  EXPECT_EQ(loader.resident(), GetParam());
  const std::vector<Batch> batches = loader.next();
  ASSERT_EQ(batches.size(), 4u);
  for (const Batch& batch : batches) {
    const at::Tensor& images = batch.field("images");
    EXPECT_EQ(images.sizes(), (at::IntArrayRef{6, 64, 128, 1}));
    EXPECT_EQ(images.scalar_type(), at::kByte);
    EXPECT_EQ(batch.field("labels").sizes(), (at::IntArrayRef{6}));
    EXPECT_EQ(batch.field("labels").scalar_type(), at::kLong);
    for (const auto& [name, tensor] : batch.fields()) {
      EXPECT_EQ(reinterpret_cast<uintptr_t>(tensor.const_data_ptr()) % 64, 0u) << name;
      EXPECT_EQ(tensor.storage_offset(), 0);
    }
    for (int64_t i = 0; i < 6; ++i) {
      const int64_t row = batch.field("labels")[i].item<int64_t>();
      EXPECT_EQ(images[i][63][127][0].item<uint8_t>(), small_pixel(row, 64 * 128 - 1));
    }
  }
}

TEST_P(BatchLoaderTest, AnEpochShowsEachRowAtMostOnce) {
  BatchLoader loader(options(), at::kCPU);
  for (int64_t epoch = 0; epoch < 2; ++epoch) {
    std::set<int64_t> seen;
    for (int64_t batch = 0; batch < loader.batches_per_epoch(); ++batch) {
      for (int64_t row : labels_of(loader.next())) EXPECT_TRUE(seen.insert(row).second);
    }
    EXPECT_EQ(static_cast<int64_t>(seen.size()), loader.batches_per_epoch() * 24);
  }
}

TEST_P(BatchLoaderTest, RanksTogetherSeeWhatOneRankSees) {
  BatchLoader whole(options(), at::kCPU);
  BatchLoaderOptions half = options();
  half.num_local_lanes = 2;
  BatchLoader first(half, at::kCPU);
  half.first_lane = 2;
  BatchLoader second(half, at::kCPU);
  for (int64_t batch = 0; batch < 2 * whole.batches_per_epoch(); ++batch) {
    std::vector<int64_t> rows = labels_of(first.next());
    for (int64_t row : labels_of(second.next())) rows.push_back(row);
    EXPECT_EQ(labels_of(whole.next()), rows);
  }
}

TEST_P(BatchLoaderTest, FirstBatchContinuesALoaderThatReturnedAsMany) {
  BatchLoader uninterrupted(options(), at::kCPU);
  BatchLoaderOptions later = options();
  later.first_batch = uninterrupted.batches_per_epoch() + 7;
  for (int64_t batch = 0; batch < later.first_batch; ++batch) uninterrupted.next();
  BatchLoader resumed(later, at::kCPU);
  for (int64_t batch = 0; batch < 20; ++batch) {
    EXPECT_EQ(labels_of(uninterrupted.next()), labels_of(resumed.next()));
  }
}

TEST_P(BatchLoaderTest, FieldsThatAreNotAskedForDoNotChangeTheOrder) {
  BatchLoader both(options(), at::kCPU);
  BatchLoaderOptions one = options();
  one.fields = {"labels"};
  BatchLoader labels(one, at::kCPU);
  for (int64_t batch = 0; batch < 10; ++batch) {
    EXPECT_EQ(labels_of(both.next()), labels_of(labels.next()));
  }
}

TEST_P(BatchLoaderTest, DamageReachesTheCallerThatAsksForTheBatch) {
  std::string bytes = read_file(path_);
  std::string row;
  for (int64_t i = 0; i < 300; ++i) row += static_cast<char>(small_pixel(500, i));
  const size_t place = bytes.find(row);
  ASSERT_NE(place, std::string::npos);
  bytes[place] ^= 1;
  replace_file(path_, bytes);
  BatchLoader loader(options(), at::kCPU);
  const std::string message = message_of<DataError>([&] {
    for (int64_t batch = 0; batch < 2 * loader.batches_per_epoch(); ++batch) loader.next();
  });
  EXPECT_THAT(message, AllOf(HasSubstr("/train/images"), HasSubstr("chunk 15")));
}

TEST_P(BatchLoaderTest, UnusableOptionsAreRefused) {
  const auto message = [&](auto change) {
    BatchLoaderOptions changed = options();
    change(changed);
    return message_of<ConfigError>([&] { BatchLoader loader(changed, at::kCPU); });
  };
  EXPECT_THAT(message([](auto& o) { o.batch_size = 25; }), HasSubstr("micro_batches = 4"));
  EXPECT_THAT(message([](auto& o) { o.micro_batches = 0; }), HasSubstr("micro_batches"));
  EXPECT_THAT(message([](auto& o) { o.first_lane = 1; }), HasSubstr("lanes"));
  EXPECT_THAT(message([](auto& o) { o.prefetch_batches = 0; }), HasSubstr("prefetch"));
  EXPECT_THAT(message([](auto& o) { o.window_chunks = 0; }), HasSubstr("window"));
  EXPECT_THAT(message([](auto& o) { o.first_batch = -1; }), HasSubstr("position"));
  EXPECT_THAT(message([](auto& o) { o.fields = {}; }), HasSubstr("fields"));
  EXPECT_THAT(message([](auto& o) { o.batch_size = 4096; }),
              AllOf(HasSubstr("less than one batch"), HasSubstr("1000")));
}

INSTANTIATE_TEST_SUITE_P(Modes, BatchLoaderTest, testing::Bool(), [](const auto& tested) {
  return tested.param ? "Resident" : "Streaming";
});

TEST(BatchLoader, TheReadingThreadWorksOnTheDeviceOfItsLoader) {
  const TemporaryDirectory directory;
  write_small_data_set(directory / "small.h5");
  BatchLoader loader({.path = directory / "small.h5", .batch_size = 8}, {NotedDevices::kType, 1});
  // There is no such device to copy to.
  EXPECT_ANY_THROW(loader.next());
  EXPECT_EQ(NotedDevices::current(), 1);
}

TEST(BatchLoader, ItsModeFollowsFromTheBytesOfAllFields) {
  const TemporaryDirectory directory;
  write_small_data_set(directory / "small.h5", {.num_train = 200});
  BatchLoaderOptions options{
      .path = directory / "small.h5", .fields = {"labels"}, .batch_size = 8, .micro_batches = 1};
  options.resident_bytes = 200 * (64 * 128 + 8);
  EXPECT_TRUE(BatchLoader(options, at::kCPU).resident());
  options.resident_bytes -= 1;
  EXPECT_FALSE(BatchLoader(options, at::kCPU).resident());
}

}  // namespace
}  // namespace tandem
