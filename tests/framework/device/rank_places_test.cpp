#include "framework/device/rank_places.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "framework/core/error.h"
#include "tests/support/error_message.h"

namespace tandem {
namespace {

using testing::AllOf;
using testing::HasSubstr;

RankPlace gpu_place(const std::string& host, int index) {
  return {.host = host,
          .device = "cuda:" + std::to_string(index),
          .gpu = "NVIDIA H100",
          .uuid = "GPU-" + host + std::to_string(index)};
}

TEST(RankPlaces, ALineSaysEverything) {
  const RankPlace place = gpu_place("node7", 3);
  const RankPlace back = place_from_line(to_line(place));
  EXPECT_EQ(to_sentence(back), "cuda:3, NVIDIA H100 (GPU-node73), on node7");
  EXPECT_EQ(back.host + back.device + back.gpu + back.uuid, "node7cuda:3NVIDIA H100GPU-node73");
  EXPECT_EQ(to_sentence(place_from_line(to_line({"a", "cpu", "", ""}))), "cpu, on a");
}

TEST(RankPlaces, OneGpuEachIsFine) {
  // Every host counts its GPUs from 0.
  const std::vector<RankPlace> places = {gpu_place("a", 0), gpu_place("a", 1), gpu_place("b", 0),
                                         gpu_place("b", 1)};
  EXPECT_NO_THROW(check_places(places, false));
  EXPECT_FALSE(shares_a_gpu(places));
  EXPECT_FALSE(is_one_machine(places));
}

TEST(RankPlaces, ManyRanksOnACpuAreFine) {
  const std::vector<RankPlace> places = {{"a", "cpu", "", ""}, {"a", "cpu", "", ""}};
  EXPECT_NO_THROW(check_places(places, false));
  EXPECT_FALSE(shares_a_gpu(places));
  EXPECT_TRUE(is_one_machine(places));
}

TEST(RankPlaces, ARankWithoutAGpuIsNamedWithItsHost) {
  const std::vector<RankPlace> places = {
      gpu_place("a", 0), gpu_place("a", 1), {"b", "cpu", "", ""}};
  EXPECT_THAT(message_of<ConfigError>([&] { check_places(places, true); }),
              AllOf(HasSubstr("rank 2"), HasSubstr("cpu, on b"), HasSubstr("cuda:0, NVIDIA H100")));
}

TEST(RankPlaces, TwoRanksOnOneGpuAreRefusedUnlessAskedFor) {
  const std::vector<RankPlace> places = {gpu_place("a", 0), gpu_place("a", 1), gpu_place("a", 0)};
  EXPECT_THAT(message_of<ConfigError>([&] { check_places(places, false); }),
              AllOf(HasSubstr("ranks 0 and 2 are on one GPU"), HasSubstr("GPU-a0"),
                    HasSubstr("ranks.share_gpus=true")));
  EXPECT_NO_THROW(check_places(places, true));
  EXPECT_TRUE(shares_a_gpu(places));
}

}  // namespace
}  // namespace tandem
