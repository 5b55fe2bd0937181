#include "launch/worker/failure_text.h"

#include <ATen/ATen.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>
#include <new>
#include <stdexcept>

namespace tandem {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

/// The text of what a call throws.
template <typename Call>
std::string text_of(Call call) {
  try {
    call();
  } catch (const std::exception&) {
    return failure_text();
  }
  return "nothing was thrown";
}

TEST(FailureText, ErrorsOfTorchAreToldWithoutTheCallsThatLedToThem) {
  const std::string text = text_of([] { at::zeros({2, 3}).matmul(at::zeros({2, 3})); });
  EXPECT_THAT(text, AllOf(HasSubstr("cannot be multiplied"), Not(HasSubstr("frame #")),
                          Not(HasSubstr("micro-batch"))));
}

TEST(FailureText, WhereMemoryRunsOutItSaysWhatNeedsLess) {
  const auto expected = AllOf(HasSubstr("not enough memory: "), HasSubstr("batch.micro_batches"),
                              Not(HasSubstr("frame #")));
  EXPECT_THAT(text_of([] { throw std::bad_alloc(); }), expected);
  EXPECT_THAT(text_of([] { TORCH_CHECK_WITH(OutOfMemoryError, false, "CUDA out of memory"); }),
              AllOf(expected, HasSubstr("CUDA out of memory")));
  constexpr int64_t kMore = std::numeric_limits<int64_t>::max() / 8;
  EXPECT_THAT(text_of([] { at::empty({kMore}); }), AllOf(expected, HasSubstr("tried to allocate")));
}

TEST(FailureText, OnlyALackOfMemoryIsExplained) {
  const auto explained = [](auto call) -> std::string {
    try {
      call();
    } catch (const std::exception&) {
      return explained_failure();
    }
    return "nothing was thrown";
  };
  EXPECT_THAT(explained([] { throw std::bad_alloc(); }),
              AllOf(HasSubstr("not enough memory: "), HasSubstr("A smaller model")));
  constexpr int64_t kMore = std::numeric_limits<int64_t>::max() / 8;
  EXPECT_THAT(explained([] { at::empty({kMore}); }), HasSubstr("tried to allocate"));
  EXPECT_EQ(explained([] { at::zeros({2, 3}).matmul(at::zeros({2, 3})); }), "");
  EXPECT_EQ(explained([] { throw std::runtime_error("no"); }), "");
}

TEST(FailureText, OtherExceptionsSpeakForThemselves) {
  EXPECT_EQ(text_of([] { throw std::runtime_error("no"); }), "no");
}

}  // namespace
}  // namespace tandem
