// That a followed communicator does what it did and says what it does, on every rank.
#include "framework/distributed/followed_communicator.h"

#include <ATen/ops/full.h>
#include <gtest/gtest.h>

#include "tests/framework/distributed/rank_context.h"

namespace tandem::test {
namespace {

void notes_every_operation(const RankContext& context) {
  RankPosition position{};
  const auto communicator = make_followed(context.communicator(Reduction::kOrdered), position);
  EXPECT_EQ(communicator->rank(), context.rank);
  EXPECT_EQ(communicator->size(), context.size);
  EXPECT_EQ(communicator->device(), context.device);
  int64_t num_operations = 0;
  const auto expect_noted = [&](Operation operation) {
    EXPECT_EQ(position.operations, ++num_operations);
    EXPECT_EQ(position.operation, operation);
    EXPECT_EQ(position.is_inside, 0);
    EXPECT_EQ(position.beats, 2 * num_operations);
  };
  at::Tensor tensor = communicator->allocate(3);
  expect_noted(Operation::kAllocate);
  tensor.fill_(1);
  communicator->sum_ordered(tensor);
  expect_noted(Operation::kSumOrdered);
  communicator->sum(tensor);
  expect_noted(Operation::kSum);
  communicator->broadcast(tensor, 0);
  expect_noted(Operation::kBroadcast);
  communicator->barrier();
  expect_noted(Operation::kBarrier);
  EXPECT_EQ(tensor[0].item<float>(), static_cast<float>(context.size * context.size));
}

}  // namespace

void register_followed_tests(const RankContext& context) {
  register_rank_test("FollowedCommunicator", "NotesEveryOperation", notes_every_operation, context);
}

}  // namespace tandem::test
