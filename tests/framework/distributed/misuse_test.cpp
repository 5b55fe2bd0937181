// Calls that cannot work: every rank is told why, and none hangs.
#include <ATen/ops/zeros.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "framework/core/error.h"
#include "tests/framework/distributed/rank_context.h"

namespace tandem::test {
namespace {

using testing::AllOf;
using testing::HasSubstr;

/// The message of the Error that `call` throws; empty if it throws none.
template <class Call>
std::string error_of(const Call& call) {
  try {
    call();
  } catch (const Error& error) {
    return error.what();
  }
  return {};
}

void refuses_unfit_tensors(const RankContext& context) {
  const auto communicator = context.communicator(Reduction::kOrdered);
  const auto options = at::TensorOptions().device(context.device);
  at::Tensor doubles = at::zeros({4}, options.dtype(at::kDouble));
  at::Tensor strided = at::zeros({4, 4}, options).t();
  at::Tensor halves = at::zeros({4}, options.dtype(at::kHalf));
  EXPECT_THAT(error_of([&] { communicator->sum_ordered(doubles); }),
              AllOf(HasSubstr("sum_ordered"), HasSubstr("Float"), HasSubstr("Double")));
  EXPECT_THAT(error_of([&] { communicator->broadcast(strided, 0); }), HasSubstr("contiguous"));
  EXPECT_THAT(error_of([&] { communicator->sum(halves); }), HasSubstr("Half"));
}

void notices_different_sums(const RankContext& context) {
  const auto communicator = context.communicator(Reduction::kOrdered);
  at::Tensor tensor = communicator->allocate(1000);
  at::Tensor range = tensor.narrow(0, 0, 900 + context.rank % 2);
  EXPECT_THAT(
      error_of([&] { communicator->sum_ordered(range); }),
      AllOf(HasSubstr("rank " + std::to_string(context.rank)), HasSubstr("900"), HasSubstr("901")));
}

void notices_different_places(const RankContext& context) {
  const auto communicator = context.communicator(Reduction::kOrdered);
  at::Tensor tensor = communicator->allocate(1000);
  at::Tensor range = tensor.narrow(0, context.rank % 2, 900);
  EXPECT_THAT(error_of([&] { communicator->sum_ordered(range); }), HasSubstr("another place"));
}

void notices_different_allocations(const RankContext& context) {
  const auto communicator = context.communicator(Reduction::kOrdered);
  EXPECT_THAT(error_of([&] { communicator->allocate(10 + context.rank); }), HasSubstr("10 to 1"));
}

void says_that_shared_memory_does_not_fit(const RankContext& context) {
  const auto communicator = context.communicator(Reduction::kOrdered);
  EXPECT_THAT(error_of([&] { communicator->allocate(int64_t{1} << 42); }),
              AllOf(HasSubstr("does not fit"), HasSubstr("free"), HasSubstr("--shm-size")));
  at::Tensor tensor = communicator->allocate(3);
  tensor.fill_(1.0);
  communicator->sum_ordered(tensor);
  EXPECT_EQ(tensor[2].item<int64_t>(), context.size) << "not usable after the refusal";
}

}  // namespace

void register_misuse_tests(const RankContext& context) {
  const auto add = [&](const char* name, RankTestBody body) {
    register_rank_test("Misuse", name, body, context);
  };
  if (context.size == 1 && context.device.is_cpu()) return;
  add("RefusesUnfitTensors", refuses_unfit_tensors);
  if (context.device.is_cpu()) add("NoticesDifferentAllocations", notices_different_allocations);
  if (!context.shares_memory) return;
  add("NoticesDifferentSums", notices_different_sums);
  add("NoticesDifferentPlaces", notices_different_places);
  add("SaysThatSharedMemoryDoesNotFit", says_that_shared_memory_does_not_fit);
}

}  // namespace tandem::test
