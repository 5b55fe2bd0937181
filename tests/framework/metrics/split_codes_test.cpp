#include "framework/metrics/split_codes.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include "tests/support/one_of_two.h"
#include "tests/support/shade_evaluation.h"

namespace tandem {
namespace {

/// A code is the shade and, where it is noisy, a number drawn at random; counts images.
class CountingEncoder : public ModelOfShades, public Encodes {
 public:
  at::Tensor encode(const at::Tensor& images) override {
    num_encoded += images.size(0);
    const at::Tensor shades = images.mean({1, 2, 3});
    return at::stack({shades, noise * at::rand_like(shades)}, 1);
  }

  int64_t num_encoded = 0;
  double noise = 0;
};

class SplitCodesTest : public ShadeEvaluation {
 protected:
  MetricContext context(Communicator& communicator) {
    return MetricContext({encoder_, data(), objectives_}, plan_, communicator);
  }

  CountingEncoder encoder_;
  const std::vector<EvaluatedObjective> objectives_;
  EvaluationPlan plan_ = plan(nullptr);
};

TEST_F(SplitCodesTest, AreThoseOfAllImagesInTheirOrder) {
  MetricContext asked = context(communicator_);
  const at::Tensor codes = split_codes(asked, "test");
  EXPECT_EQ(codes.sizes(), (std::vector<int64_t>{40, 2}));
  EXPECT_EQ(codes.scalar_type(), at::kDouble);
  const at::Tensor shades = (at::arange(40, at::kDouble).remainder(4) * 60 + 20) / 127.5 - 1;
  EXPECT_TRUE(at::allclose(codes.select(1, 0), shades, 1e-6, 1e-6));
}

TEST_F(SplitCodesTest, AreMadeOnce) {
  MetricContext asked = context(communicator_);
  (void)split_codes(asked, "test");
  const int64_t of_one = encoder_.num_encoded;
  (void)split_codes(asked, "test");
  EXPECT_EQ(encoder_.num_encoded, of_one);
  (void)split_codes(asked, "train");
  EXPECT_EQ(encoder_.num_encoded, of_one + 40);
}

TEST_F(SplitCodesTest, OneImageTellsTheirSize) {
  MetricContext asked = context(communicator_);
  EXPECT_EQ(code_size(asked), 2);
  EXPECT_EQ(code_size(asked), 2);
  EXPECT_EQ(encoder_.num_encoded, 1);
}

TEST_F(SplitCodesTest, FewImagesStandForASplit) {
  take_shades_in_order();
  MetricContext asked = context(communicator_);
  const at::Tensor all = split_codes(asked, "test").clone();
  EXPECT_TRUE(
      at::equal(split_codes(asked, "test", 12), all.index_select(0, standing_rows(40, 12))));
  EXPECT_TRUE(at::equal(split_codes(asked, "train", 12), all.narrow(0, 0, 12)))
      << "it was shuffled when it was packed";
  EXPECT_TRUE(at::equal(split_codes(asked, "test", 100), all)) << "there are no more";
}

TEST_F(SplitCodesTest, AreTheSameOnTwoRanks) {
  encoder_.noise = 1;
  MetricContext alone = context(communicator_);
  const at::Tensor expected = split_codes(alone, "test");
  EXPECT_FALSE(expected.select(1, 1).eq(0).any().item<bool>());
  EXPECT_TRUE(at::equal(expected, on_two_ranks(1, [&](Communicator& communicator) {
                          MetricContext asked = context(communicator);
                          return split_codes(asked, "test");
                        })));
}

}  // namespace
}  // namespace tandem
