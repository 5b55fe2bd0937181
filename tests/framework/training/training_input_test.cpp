// What a lane is trained on, whatever rank executes it.
#include "framework/training/training_input.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>
#include <torch/utils.h>

#include "framework/core/files.h"
#include "tests/support/small_data_set.h"
#include "tests/support/temporary_directory.h"

namespace tandem {
namespace {

constexpr int64_t kLanes = 4;

class TrainingInputTest : public testing::Test {
 protected:
  TrainingInputTest() {
    torch::manual_seed(9);
    for (int64_t lane = 0; lane < kLanes; ++lane) {
      stored_.emplace_back(std::vector<std::pair<std::string, at::Tensor>>{
          {"images", at::randint(256, {8, 6, 6, 3}, at::kByte)}, {"labels", at::arange(8)}});
    }
  }

  /// Images of the lanes of one of `num_ranks` ranks.
  std::vector<at::Tensor> images_of_rank(int64_t rank, int64_t num_ranks,
                                         const UpdatePosition& place = {}) const {
    const int64_t count = kLanes / num_ranks, first = rank * count;
    const std::vector<Batch> own(stored_.begin() + first, stored_.begin() + first + count);
    const RunShape shape{.seed = 3,
                         .steps = 10,
                         .batch_size = 32,
                         .micro_batches = kLanes,
                         .first_lane = first,
                         .num_local_lanes = count};
    std::vector<at::Tensor> images;
    for (const Batch& batch : training_input(own, options_, PixelRange::kSigned, shape, place)) {
      images.push_back(batch.field("images"));
    }
    return images;
  }

  std::vector<Batch> stored_;
  AugmentationOptions options_{.horizontal_flip = 0.5, .rotation = 20, .crop = 1, .noise = 0.1};
};

TEST_F(TrainingInputTest, ALaneIsTheSameOnAnyNumberOfRanks) {
  const std::vector<at::Tensor> one = images_of_rank(0, 1);
  for (const int64_t num_ranks : {2, 4}) {
    const int64_t count = kLanes / num_ranks;
    for (int64_t lane = 0; lane < kLanes; ++lane) {
      const auto images = images_of_rank(lane / count, num_ranks);
      EXPECT_TRUE(
          at::equal(images[static_cast<size_t>(lane % count)], one[static_cast<size_t>(lane)]));
    }
  }
}

TEST_F(TrainingInputTest, EveryLaneAndPlaceDrawsAnew) {
  stored_[1] = stored_[0];
  const std::vector<at::Tensor> first = images_of_rank(0, 1);
  EXPECT_FALSE(at::equal(first[0], first[1]));
  for (const UpdatePosition& place :
       {UpdatePosition{1, 0, 0}, UpdatePosition{0, 1, 0}, UpdatePosition{0, 0, 1}}) {
    EXPECT_FALSE(at::equal(images_of_rank(0, 1, place)[0], first[0]));
    EXPECT_TRUE(at::equal(images_of_rank(0, 1, place)[0], images_of_rank(0, 1, place)[0]));
  }
}

TEST_F(TrainingInputTest, WithoutAugmentationItIsTheConvertedBatch) {
  options_ = {};
  torch::manual_seed(4);
  const at::Tensor expected_draw = at::rand({2});
  torch::manual_seed(4);
  const std::vector<at::Tensor> images = images_of_rank(0, 1);
  EXPECT_TRUE(at::equal(at::rand({2}), expected_draw));
  for (size_t lane = 0; lane < stored_.size(); ++lane) {
    EXPECT_TRUE(at::equal(images[lane],
                          to_model_input(stored_[lane], PixelRange::kSigned).field("images")));
  }
}

TEST(TrainingBatches, BeginWithTheBatchOfThatNumber) {
  const TemporaryDirectory directory;
  const std::filesystem::path data = directory / "data.h5", run = directory / "run.yaml";
  write_small_data_set(data, {.num_train = 64, .image_shape = {2, 2, 1}});
  replace_file(
      run, "name: test\nsteps: 10\nmodel: {family: plain}\ndata: {path: " + data.string() + "}\n");
  const Family family{
      .name = "plain", .sentence = "A family.", .data = {.fields = {"labels"}}, .learners = [] {
        return std::vector<LearnerDefaults>{{"fit", {}}};
      }};
  const RunConfiguration configuration = RunConfiguration::load(run, {}, {family});
  const RunShape shape{.batch_size = 8, .micro_batches = 4, .first_lane = 2, .num_local_lanes = 2};
  SourceLoader from_first = training_batches(configuration, shape, 0, at::kCPU);
  SourceLoader from_second = training_batches(configuration, shape, 1, at::kCPU);
  (void)from_first.next();
  const std::vector<Batch> expected = from_first.next(), got = from_second.next();
  ASSERT_EQ(got.size(), 2U);
  for (size_t local_lane = 0; local_lane < got.size(); ++local_lane) {
    EXPECT_TRUE(at::equal(got[local_lane].field("labels"), expected[local_lane].field("labels")));
  }
}

}  // namespace
}  // namespace tandem
