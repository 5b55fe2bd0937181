// Values of samples in chunks: the same on any number of ranks, and seeded.
#include "framework/metrics/gathered_rows.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include <utility>
#include <vector>

#include "framework/distributed/local_communicator.h"
#include "tests/support/one_of_two.h"

namespace tandem {
namespace {

at::Tensor random_rows(Communicator& communicator, const EvaluationSettings& settings) {
  return gather_rows(
      {.num_rows = 10, .chunk_size = 4, .num_values = 2, .stream = 3}, settings,
      [](int64_t begin, int64_t end) {
        return at::rand({end - begin, 2}) + begin;
      },
      communicator);
}

TEST(GatheredRows, OfTwoRanksAddUpToThoseOfOne) {
  LocalCommunicator alone;
  OneOfTwo first(0), second(1);
  const at::Tensor all = random_rows(alone, {.seed = 5, .step = 7});
  EXPECT_TRUE(at::equal(all, random_rows(first, {.seed = 5, .step = 7}) +
                                 random_rows(second, {.seed = 5, .step = 7})));
  EXPECT_EQ(all.sizes(), (std::vector<int64_t>{10, 2}));
  EXPECT_EQ(all[9][0].floor().item<int64_t>(), 8);
}

TEST(GatheredRows, OfARankAreCountedAmongItsOwn) {
  const auto told = [](Communicator& communicator) {
    std::vector<std::pair<int64_t, int64_t>> calls;
    (void)random_rows(communicator, {.progress = [&](int64_t done, int64_t total) {
                        calls.emplace_back(done, total);
                      }});
    return calls;
  };
  using Calls = std::vector<std::pair<int64_t, int64_t>>;
  // Three chunks, of which the first rank computes two.
  LocalCommunicator alone;
  OneOfTwo first(0), second(1);
  EXPECT_EQ(told(alone), (Calls{{1, 3}, {2, 3}, {3, 3}}));
  EXPECT_EQ(told(first), (Calls{{1, 2}, {2, 2}}));
  EXPECT_EQ(told(second), (Calls{{1, 1}}));
}

TEST(GatheredRows, AreDrawnAnewInEveryStep) {
  LocalCommunicator alone;
  const at::Tensor rows = random_rows(alone, {.seed = 5, .step = 7});
  EXPECT_TRUE(at::equal(rows, random_rows(alone, {.seed = 5, .step = 7})));
  EXPECT_FALSE(at::equal(rows, random_rows(alone, {.seed = 5, .step = 8})));
  EXPECT_FALSE(at::equal(rows, random_rows(alone, {.seed = 6, .step = 7})));
}

}  // namespace
}  // namespace tandem
