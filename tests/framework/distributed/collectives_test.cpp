// allocate, sum, broadcast, barrier and gather_strings, on every rank.
#include <ATen/TensorOperators.h>
#include <ATen/detail/CUDAHooksInterface.h>
#include <ATen/ops/arange.h>
#include <ATen/ops/full.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <string>
#include <thread>
#include <vector>

#include "framework/core/error.h"
#include "framework/device/rank_places.h"
#include "framework/distributed/communicator.h"
#include "tests/framework/distributed/rank_context.h"
#include "tests/framework/distributed/reference_sum.h"

namespace tandem::test {
namespace {

void knows_its_place(const RankContext& context) {
  const auto communicator = context.communicator(Reduction::kOrdered);
  EXPECT_EQ(communicator->rank(), context.rank);
  EXPECT_EQ(communicator->size(), context.size);
  EXPECT_EQ(communicator->device(), context.device);
}

void allocates_aligned_zeros(const RankContext& context) {
  const auto communicator = context.communicator(Reduction::kOrdered);
  for (int64_t count : {0, 1, 17, 1000, 100'000}) {
    at::Tensor tensor = communicator->allocate(count);
    EXPECT_EQ(tensor.sizes(), at::IntArrayRef({count}));
    EXPECT_EQ(tensor.scalar_type(), at::kFloat);
    EXPECT_EQ(tensor.device(), context.device);
    EXPECT_EQ(reinterpret_cast<uintptr_t>(tensor.data_ptr()) % 64, 0u);
    EXPECT_EQ(tensor.count_nonzero().item<int64_t>(), 0);
    tensor.fill_(1.0);
  }
}

void sums_numbers(const RankContext& context) {
  const auto communicator = context.communicator(Reduction::kOrdered);
  for (at::ScalarType type : {at::kFloat, at::kDouble, at::kLong}) {
    const auto options = at::TensorOptions().dtype(type).device(context.device);
    at::Tensor tensor = at::arange(1000, options) + context.rank;
    communicator->sum(tensor);
    const at::Tensor expected =
        at::arange(1000, options) * context.size + context.size * (context.size - 1) / 2;
    EXPECT_TRUE(same_bits(tensor, expected)) << at::toString(type);
  }
}

void broadcasts_any_type_from_any_rank(const RankContext& context) {
  const auto communicator = context.communicator(Reduction::kOrdered);
  for (int64_t root = 0; root < context.size; ++root) {
    for (at::ScalarType type : {at::kByte, at::kHalf, at::kFloat, at::kDouble, at::kLong}) {
      for (int64_t count : {0, 1, 999}) {
        const auto options = at::TensorOptions().dtype(type).device(context.device);
        at::Tensor tensor = at::full({count}, context.rank + 1, options);
        communicator->broadcast(tensor, root);
        EXPECT_TRUE(same_bits(tensor, at::full({count}, root + 1, options)))
            << at::toString(type) << " from rank " << root;
      }
    }
  }
}

void broadcasts_all_dimensions(const RankContext& context) {
  const auto communicator = context.communicator(Reduction::kOrdered);
  at::Tensor tensor = at::full({3, 4, 5}, static_cast<double>(context.rank),
                               at::TensorOptions().device(context.device));
  communicator->broadcast(tensor, context.size - 1);
  EXPECT_TRUE(tensor.eq(context.size - 1).all().item<bool>());
}

void gathers_strings(const RankContext& context) {
  const auto communicator = context.communicator(Reduction::kOrdered);
  const auto text_of = [](int64_t rank) {
    return rank == 1 ? std::string() : std::string(static_cast<size_t>(rank * 10'000 + 3), 'x');
  };
  std::vector<std::string> expected;
  for (int64_t rank = 0; rank < context.size; ++rank) expected.push_back(text_of(rank));
  EXPECT_EQ(gather_strings(*communicator, text_of(context.rank)), expected);
  if (!context.gather) return;
  EXPECT_EQ(context.gather(text_of(context.rank)), expected);
}

/// Before any communicator is made, so that a rank without a GPU cannot be waited for.
void tells_every_rank_of_one_on_another_device(const RankContext& context) {
  const int64_t odd_one = context.size - 1;
  RankPlace place{"host", "cuda:0", "a GPU", "GPU-" + std::to_string(context.rank)};
  if (context.rank == odd_one) place = {"host", "cpu", "", ""};
  std::vector<RankPlace> places;
  for (const std::string& line : context.gather(to_line(place))) {
    places.push_back(place_from_line(line));
  }
  try {
    check_places(places, /*may_share=*/false);
    EXPECT_EQ(context.size, 1);
  } catch (const ConfigError& error) {
    EXPECT_THAT(error.what(), testing::HasSubstr("rank " + std::to_string(odd_one)));
  }
}

/// Threads beside that of the rank, as that of a watchdog, would take memory of the first GPU.
void leaves_the_gpus_of_others_alone(const RankContext& context) {
  const auto communicator = context.communicator(Reduction::kOrdered);
  at::Tensor tensor = communicator->allocate(1000);
  // For some intervals of the watchdog, with operations that it asks about.
  for (int i = 0; i < 30; ++i) {
    communicator->sum(tensor);
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  const bool is_first = context.device.index() == 0;
  EXPECT_EQ(at::detail::getCUDAHooks().hasPrimaryContext(0), is_first);
}

void meets_at_barriers(const RankContext& context) {
  const auto communicator = context.communicator(Reduction::kOrdered);
  for (int i = 0; i < 100; ++i) communicator->barrier();
  EXPECT_EQ(communicator->size(), context.size);
}

}  // namespace

void register_collective_tests(const RankContext& context) {
  const auto add = [&](const char* name, RankTestBody body) {
    register_rank_test("Collectives", name, body, context);
  };
  add("KnowsItsPlace", knows_its_place);
  add("AllocatesAlignedZeros", allocates_aligned_zeros);
  add("SumsNumbers", sums_numbers);
  add("BroadcastsAnyTypeFromAnyRank", broadcasts_any_type_from_any_rank);
  add("BroadcastsAllDimensions", broadcasts_all_dimensions);
  add("GathersStrings", gathers_strings);
  if (context.gather) {
    add("TellsEveryRankOfOneOnAnotherDevice", tells_every_rank_of_one_on_another_device);
  }
  if (context.device.is_cuda()) {
    add("LeavesTheGpusOfOthersAlone", leaves_the_gpus_of_others_alone);
  }
  add("MeetsAtBarriers", meets_at_barriers);
}

}  // namespace tandem::test
