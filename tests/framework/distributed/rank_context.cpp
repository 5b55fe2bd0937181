#include "tests/framework/distributed/rank_context.h"

#include <gtest/gtest.h>

#include <bit>
#include <cstdio>

namespace tandem::test {
namespace {

class RankTest : public testing::Test {
 public:
  RankTest(RankTestBody body, const RankContext& context) : body_(body), context_(context) {}
  void TestBody() override { body_(context_); }

 private:
  RankTestBody body_;
  const RankContext& context_;
};

/// Prints what failed, naming the rank: all ranks write to one terminal.
class FailurePrinter : public testing::EmptyTestEventListener {
 public:
  explicit FailurePrinter(int64_t rank) : rank_(rank) {}

 private:
  void OnTestPartResult(const testing::TestPartResult& result) override {
    if (!result.failed()) return;
    std::fprintf(stderr, "rank %d: %s:%d: %s\n", static_cast<int>(rank_), result.file_name(),
                 result.line_number(), result.message());
  }

  int64_t rank_;
};

}  // namespace

int run_rank_tests(const RankContext& context) {
  testing::TestEventListeners& listeners = testing::UnitTest::GetInstance()->listeners();
  if (context.rank != 0) delete listeners.Release(listeners.default_result_printer());
  if (context.rank != 0) listeners.Append(new FailurePrinter(context.rank));
  register_collective_tests(context);
  // What trains is a power of two of ranks; what evaluates may be any number.
  if (std::has_single_bit(static_cast<uint64_t>(context.size))) {
    register_ordered_sum_tests(context);
    register_misuse_tests(context);
    register_followed_tests(context);
  }
  return RUN_ALL_TESTS();
}

void register_rank_test(const char* suite, const char* name, RankTestBody body,
                        const RankContext& context) {
  testing::RegisterTest(suite, name, nullptr, nullptr, __FILE__, __LINE__,
                        [=, &context] { return new RankTest(body, context); });
}

}  // namespace tandem::test
