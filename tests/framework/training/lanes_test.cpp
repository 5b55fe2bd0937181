#include "framework/training/lanes.h"

#include <ATen/ATen.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "framework/core/error.h"
#include "framework/distributed/local_communicator.h"
#include "tests/support/error_message.h"
#include "tests/support/one_of_two.h"
#include "tests/support/shaded_images.h"

namespace tandem {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;

/// Carries a chain that begins at random, and a pool that begins empty.
class Carrying : public ModelOfShades {
 public:
  std::vector<LaneState> lane_states() const override {
    return {{"chain",
             [](int64_t size) {
               return at::rand({size, 2});
             }},
            {"pool", [](int64_t size) { return at::zeros({size}); }}};
  }
};

constexpr float kOfOtherRank = 7;

/// One rank of two, the other of which sends sevens.
class Broadcasting : public OneOfTwo {
 public:
  using OneOfTwo::OneOfTwo;
  void broadcast(at::Tensor& values, int64_t root) override {
    roots.push_back(root);
    if (root == rank()) {
      sent.push_back(values.clone());
    } else {
      values.fill_(kOfOtherRank);
    }
  }

  std::vector<int64_t> roots;
  std::vector<at::Tensor> sent;
};

class LanesTest : public testing::Test {
 protected:
  static RunShape shape_of_rank(int64_t rank, int64_t num_ranks) {
    return {.seed = 3,
            .batch_size = 12,
            .micro_batches = 4,
            .first_lane = rank * 4 / num_ranks,
            .num_local_lanes = 4 / num_ranks};
  }
  std::vector<LaneTensors> made(const RunShape& shape) const {
    return make_lanes(model_, shape, at::kCPU);
  }
  static const at::Tensor& chain_of(const LaneTensors& lane) { return lane.front().second; }
  std::string refusal(const std::map<std::string, NamedTensors>& parts) {
    return message_of<CheckpointError>(
        [&] { restore_lanes(parts, shape_of_rank(1, 2), "checkpoint", of_second_); });
  }

  Carrying model_;
  LocalCommunicator alone_;
  std::vector<LaneTensors> of_all_ = made(shape_of_rank(0, 1));
  std::vector<LaneTensors> of_second_ = made(shape_of_rank(1, 2));
  std::map<std::string, NamedTensors> parts_ = gather_lanes(of_all_, shape_of_rank(0, 1), alone_);
};

TEST_F(LanesTest, AModelThatDeclaresNoStateHasNone) {
  const auto lanes = make_lanes(ModelOfShades(), shape_of_rank(0, 1), at::kCPU);
  EXPECT_TRUE(lanes.empty());
  EXPECT_TRUE(gather_lanes(lanes, shape_of_rank(0, 1), alone_).empty());
}

TEST_F(LanesTest, AStateFollowsFromTheSeedAndTheLane) {
  ASSERT_EQ(of_all_.size(), 4U);
  ASSERT_EQ(of_all_[0].size(), 2U);
  EXPECT_EQ(of_all_[0][1].first, "pool");
  EXPECT_EQ(chain_of(of_all_[0]).sizes(), (std::vector<int64_t>{3, 2}));
  for (size_t lane = 1; lane < 4; ++lane) {
    EXPECT_FALSE(at::equal(chain_of(of_all_[lane]), chain_of(of_all_[0]))) << lane;
  }
  (void)at::rand({1});
  const auto of_last = made(shape_of_rank(3, 4));
  ASSERT_EQ(of_last.size(), 1U);
  EXPECT_TRUE(at::equal(chain_of(of_last[0]), chain_of(of_all_[3])));
  RunShape other = shape_of_rank(0, 1);
  other.seed = 4;
  EXPECT_FALSE(at::equal(chain_of(made(other)[0]), chain_of(of_all_[0])));
}

TEST_F(LanesTest, TheFirstRankGathersThoseOfAll) {
  Broadcasting first(0);
  const auto own = made(shape_of_rank(0, 2));
  const auto parts = gather_lanes(own, shape_of_rank(0, 2), first);
  EXPECT_THAT(first.roots, ElementsAre(0, 0, 0, 0, 1, 1, 1, 1));
  ASSERT_EQ(parts.size(), 4U);
  for (size_t lane = 0; lane < 2; ++lane) {
    const NamedTensors& part = parts.at("lane-" + std::to_string(lane));
    EXPECT_TRUE(at::equal(part.at("chain"), chain_of(own[lane])));
  }
  for (const char* name : {"lane-2", "lane-3"}) {
    EXPECT_TRUE(parts.at(name).at("chain").eq(kOfOtherRank).all().item<bool>()) << name;
    EXPECT_TRUE(parts.at(name).at("pool").eq(kOfOtherRank).all().item<bool>()) << name;
  }
  EXPECT_FALSE(chain_of(own[0]).eq(kOfOtherRank).any().item<bool>()) << "it keeps its own";
}

TEST_F(LanesTest, AnotherRankSendsItsOwnAndKeepsNothing) {
  Broadcasting second(1);
  EXPECT_TRUE(gather_lanes(of_second_, shape_of_rank(1, 2), second).empty());
  ASSERT_EQ(second.sent.size(), 4U);
  EXPECT_TRUE(at::equal(second.sent[0], chain_of(of_all_[2])));
  EXPECT_TRUE(at::equal(second.sent[2], chain_of(of_all_[3])));
}

TEST_F(LanesTest, ARankTakesItsLanesOutOfACheckpointInPlace) {
  for (auto& [name, part] : parts_) part.at("pool").fill_(name == "lane-2" ? 20 : 30);
  const at::Tensor chain = chain_of(of_second_[0]), pool = of_second_[0][1].second;
  chain.zero_();
  restore_lanes(parts_, shape_of_rank(1, 2), "checkpoint", of_second_);
  EXPECT_TRUE(at::equal(chain, chain_of(of_all_[2])));
  EXPECT_TRUE(pool.eq(20).all().item<bool>());
  EXPECT_TRUE(of_second_[1][1].second.eq(30).all().item<bool>());
}

TEST_F(LanesTest, AMissingLaneIsNamedByItsFile) {
  parts_.erase("lane-3");
  EXPECT_THAT(refusal(parts_),
              AllOf(HasSubstr("checkpoint/lane-3.safetensors: the checkpoint lacks"),
                    HasSubstr("Resume from another checkpoint")));
  parts_.erase("lane-0");
  parts_["lane-3"] = parts_["lane-2"];
  EXPECT_NO_THROW(restore_lanes(parts_, shape_of_rank(1, 2), "checkpoint", of_second_))
      << "those of other ranks are not asked for";
}

TEST_F(LanesTest, AStateThatDoesNotFitIsNamed) {
  parts_["lane-2"]["chain"] = at::zeros({4, 2});
  EXPECT_THAT(refusal(parts_),
              AllOf(HasSubstr("checkpoint/lane-2.safetensors"), HasSubstr("chain")));
  parts_["lane-2"].erase("chain");
  EXPECT_THAT(refusal(parts_), HasSubstr("chain"));
}

}  // namespace
}  // namespace tandem
