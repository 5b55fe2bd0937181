// What is said where ranks were not given the same.
#include "launch/worker/rank_agreement.h"

#include <ATen/ATen.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <deque>
#include <string>
#include <vector>

#include "framework/core/digest.h"
#include "framework/core/error.h"
#include "launch/worker/run_facts.h"
#include "tests/support/error_message.h"

namespace tandem {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

/// Rank 0 of two, of which the other gives these texts, one after the other.
class WithPeer : public Communicator {
 public:
  explicit WithPeer(std::deque<std::string> texts) : texts_(std::move(texts)) {}
  int64_t rank() const override { return 0; }
  int64_t size() const override { return 2; }
  at::Tensor allocate(int64_t) override { return {}; }
  void sum_ordered(at::Tensor&) override {}
  void sum(at::Tensor& lengths) override {
    lengths[1] = static_cast<int64_t>(texts_.front().size());
  }
  void broadcast(at::Tensor& bytes, int64_t root) override {
    if (root == 0) return;
    std::ranges::copy(texts_.front(), static_cast<char*>(bytes.data_ptr()));
    texts_.pop_front();
  }
  void barrier() override {}

 private:
  std::deque<std::string> texts_;
};

TEST(RankAgreement, EqualRanksAreLeftAlone) {
  WithPeer ranks({"same", digest_of("a: 1\n")});
  EXPECT_NO_THROW(check_agreement(ranks, "the build", "same"));
  EXPECT_NO_THROW(check_same_options(ranks, {{"a", "1"}}));
}

TEST(RankAgreement, TheRankThatDiffersIsNamedWithItsHost) {
  WithPeer ranks({"other", "node-b"});
  EXPECT_THAT(message_of<ConfigError>([&] { check_agreement(ranks, "the build", "mine"); }),
              AllOf(HasSubstr("rank 1 (host node-b): the build differs between ranks"),
                    HasSubstr("mine as on rank 0, got other")));
}

TEST(RankAgreement, EveryOptionThatDiffersIsNamedWithItsValues) {
  const std::string other = "a: 1\nb.c: [2, 3]\nnew: 5\n";
  WithPeer ranks({digest_of(other), other, "node-b"});
  EXPECT_THAT(
      message_of<ConfigError>([&] {
        check_same_options(ranks, {{"a", "1"}, {"b.c", "x: y"}, {"old", ""}});
      }),
      AllOf(HasSubstr("rank 1 (host node-b)"), HasSubstr("b.c: x: y on rank 0, [2, 3] on rank 1"),
            HasSubstr("new: not there on rank 0, 5 on rank 1"),
            HasSubstr("old:  on rank 0, not there on rank 1"), Not(HasSubstr("a: 1"))));
}

TEST(RankAgreement, WhatComputesTogetherHasOptionsBuildAndNumericsInCommon) {
  const std::string same = digest_of("seed: 1\n");
  const std::vector<std::deque<std::string>> others = {
      {digest_of("seed: 2\n"), "seed: 2\n", "node-b"},
      {same, "another build", "node-b"},
      {same, build_identity(), "torch 1", "node-b"}};
  const std::vector<std::string> said = {"seed: 1 on rank 0, 2 on rank 1",
                                         "the build differs between ranks",
                                         "what numbers are computed by differs between ranks; "
                                         "expected torch 2 as on rank 0, got torch 1"};
  for (size_t i = 0; i < others.size(); ++i) {
    WithPeer ranks(others[i]);
    EXPECT_THAT(message_of<ConfigError>([&] {
                  check_same_computation(ranks, {{"seed", "1"}}, "torch 2");
                }),
                AllOf(HasSubstr("rank 1 (host node-b)"), HasSubstr(said[i])));
  }
  WithPeer ranks({same, build_identity(), "torch 2"});
  EXPECT_NO_THROW(check_same_computation(ranks, {{"seed", "1"}}, "torch 2"));
}

}  // namespace
}  // namespace tandem
