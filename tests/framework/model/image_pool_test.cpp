#include "framework/model/image_pool.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>
#include <torch/utils.h>

#include <set>

namespace tandem {
namespace {

constexpr int64_t kSize = 6;

/// A pool of images of one pixel and two channels, whose value is their number.
class ImagePoolTest : public testing::Test {
 protected:
  ImagePoolTest() {
    for (const LaneState& state : image_pool_states(options_)) {
      context_.lane_tensors.emplace_back(state.name, state.initial(4));
    }
    torch::manual_seed(1);
  }

  /// The numbers that come back for images first … first + count − 1.
  std::vector<float> exchange(int64_t first, int64_t count) {
    const at::Tensor images = at::arange(first, first + count, at::kFloat)
                                  .view({count, 1, 1, 1})
                                  .expand({count, 2, 1, 1});
    const at::Tensor result = exchanged(images, options_, context_).contiguous();
    EXPECT_EQ(result.sizes(), images.sizes());
    EXPECT_TRUE(at::equal(result.select(1, 0), result.select(1, 1)));
    std::vector<float> numbers;
    for (int64_t i = 0; i < count; ++i) numbers.push_back(result[i][0][0][0].item<float>());
    return numbers;
  }

  ImagePoolOptions options_{.name = "fakes", .size = kSize, .shape = {2, 1, 1}};
  Context context_{at::kCPU, 0, 4};
};

TEST_F(ImagePoolTest, TheFirstImagesComeBackAsTheyAre) {
  EXPECT_EQ(exchange(0, 4), (std::vector<float>{0, 1, 2, 3}));
  EXPECT_EQ(exchange(4, 2), (std::vector<float>{4, 5}));
  EXPECT_EQ(context_.lane_state("fakes_count").item<float>(), 6.0F);
  EXPECT_TRUE(
      at::equal(context_.lane_state("fakes_images").select(1, 0).flatten(), at::arange(6.0)));
}

/// Against a pool kept by hand: an image comes back itself, or a stored one whose place it takes.
TEST_F(ImagePoolTest, AFullPoolGivesBackTheImageOrAStoredOneForIt) {
  std::multiset<float> stored;
  int64_t num_swapped = 0;
  const int64_t total = 400;
  for (int64_t first = 0; first < total; first += 4) {
    const std::vector<float> results = exchange(first, 4);
    for (int64_t i = 0; i < 4; ++i) {
      const float image = static_cast<float>(first + i);
      if (stored.size() < kSize) {
        EXPECT_EQ(results[i], image);
        stored.insert(image);
      } else if (results[i] != image) {
        ++num_swapped;
        ASSERT_EQ(stored.erase(results[i]), 1U) << results[i] << " is not stored";
        stored.insert(image);
      }
    }
  }
  EXPECT_NEAR(static_cast<double>(num_swapped) / (total - kSize), 0.5, 0.08);
  const at::Tensor pool =
      std::get<0>(context_.lane_state("fakes_images").select(1, 0).flatten().sort());
  std::vector<float> kept(stored.begin(), stored.end());
  EXPECT_TRUE(at::equal(pool, at::tensor(kept)));
}

/// Many images of one micro-batch meet in the same few slots: each finds what the ones before it
/// left there.
TEST_F(ImagePoolTest, ImagesOfOneMicroBatchComeOneAfterTheOther) {
  exchange(0, 4);
  const int64_t count = 40;
  torch::manual_seed(3);
  const std::vector<float> results = exchange(4, count);
  torch::manual_seed(3);
  const at::Tensor slots = at::randint(kSize, {count}, at::kLong);
  const at::Tensor draws = at::rand({count});
  std::vector<float> pool = {0, 1, 2, 3, 0, 0};
  for (int64_t i = 0; i < count; ++i) {
    const auto image = static_cast<float>(4 + i);
    const int64_t num_stored = 4 + i;
    auto& place =
        pool[static_cast<size_t>(num_stored < kSize ? num_stored : slots[i].item<int64_t>())];
    const bool is_full = num_stored >= kSize;
    const bool swaps = is_full && draws[i].item<float>() < 0.5F;
    EXPECT_EQ(results[static_cast<size_t>(i)], swaps ? place : image) << "image " << i;
    if (swaps || !is_full) place = image;
  }
  EXPECT_TRUE(
      at::equal(context_.lane_state("fakes_images").select(1, 0).flatten(), at::tensor(pool)));
}

TEST_F(ImagePoolTest, TheSeedDecides) {
  exchange(0, 6);
  const at::Tensor pool = context_.lane_state("fakes_images").clone();
  torch::manual_seed(2);
  const std::vector<float> once = exchange(6, 32);
  context_.lane_state("fakes_images").copy_(pool);
  torch::manual_seed(2);
  EXPECT_EQ(exchange(6, 32), once);
  context_.lane_state("fakes_images").copy_(pool);
  torch::manual_seed(3);
  EXPECT_NE(exchange(6, 32), once);
}

TEST_F(ImagePoolTest, WithoutSizeThereIsNone) {
  options_.size = 0;
  EXPECT_TRUE(image_pool_states(options_).empty());
  EXPECT_EQ(exchange(7, 2), (std::vector<float>{7, 8}));
}

}  // namespace
}  // namespace tandem
