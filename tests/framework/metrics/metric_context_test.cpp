// Matrices over many images: gathered once, whichever metrics ask for them, and the same on any
// number of ranks.
#include "framework/metrics/metric_context.h"

#include <gtest/gtest.h>

#include "tests/support/one_of_two.h"
#include "tests/support/shade_evaluation.h"

namespace tandem {
namespace {

/// Sees noise beside the first pixel, and counts the images that it is shown.
class CountingNetwork : public FeatureNetwork {
 public:
  std::string name() const override { return "counting"; }
  std::string identity() const override { return "counting"; }
  bool accepts(const ImageShape&) const override { return true; }
  std::string accepted_images() const override { return "images"; }
  int64_t num_features() const override { return 2; }
  int64_t num_classes() const override { return kNumShades; }
  const std::vector<std::string>& class_names() const override { return class_names_; }
  SeenBatch see(const at::Tensor& pixels) override {
    num_seen += pixels.size(0);
    const at::Tensor first = pixels.flatten(1).select(1, 0).to(at::kFloat);
    return {at::stack({first, at::rand({pixels.size(0)})}, 1),
            at::rand({pixels.size(0), kNumShades})};
  }

  int64_t num_seen = 0;

 private:
  std::vector<std::string> class_names_ = {"a", "b", "c", "d"};
};

class MetricContextTest : public ShadeEvaluation {
 protected:
  MetricContext context(Communicator& communicator) {
    return MetricContext({generator_, data(), objectives_}, plan_, communicator);
  }

  DataFeatures counted_{std::make_unique<CountingNetwork>()};
  CountingNetwork& counting_ = dynamic_cast<CountingNetwork&>(counted_.network());
  EvaluationPlan plan_ = plan(&counted_);
  ShadeGenerator generator_{kNumShades};
  const std::vector<EvaluatedObjective> objectives_;
};

TEST_F(MetricContextTest, EachMatrixIsGatheredOnce) {
  MetricContext asked = context(communicator_);
  const at::Tensor features = asked.samples().features;
  EXPECT_EQ(features.sizes(), (std::vector<int64_t>{250, 2}));
  EXPECT_EQ(asked.samples().logits.sizes(), (std::vector<int64_t>{250, kNumShades}));
  EXPECT_TRUE(at::equal(features, asked.samples().features));
  EXPECT_EQ(counting_.num_seen, 250);
  const Part label{.prefix = "label_"};
  (void)asked.samples_on(label);
  (void)asked.samples_on(label);
  EXPECT_EQ(counting_.num_seen, 500);
  (void)asked.data_features("test");
  (void)asked.data_features("test");
  (void)asked.data_gaussian("test");
  EXPECT_EQ(counting_.num_seen, 540);
  EXPECT_EQ(asked.data_features("train", 7).size(0), 7);
  EXPECT_EQ(counting_.num_seen, 547);
}

TEST_F(MetricContextTest, MetricsShareWhatTheyAskFor) {
  const EvaluatedModel evaluated{generator_, data(), objectives_};
  (void)evaluate(evaluated, plan_, communicator_, only("classifier_fid"));
  const int64_t of_one = counting_.num_seen;
  (void)evaluate(evaluated, plan_, communicator_, only("classifier_fid"));
  EXPECT_EQ(counting_.num_seen, of_one + 250) << "what is seen of data is kept";
  (void)evaluate(evaluated, plan_, communicator_,
                 named({"classifier_fid", "generated_classes", "condition_error"}));
  EXPECT_EQ(counting_.num_seen, of_one + 250 + 2 * 250) << "samples, and those on the condition";
}

TEST_F(MetricContextTest, MatricesAreTheSameOnTwoRanks) {
  const auto gather = [&](Communicator& communicator) {
    MetricContext asked = context(communicator);
    return std::vector<at::Tensor>{asked.samples().features, asked.samples().logits,
                                   asked.samples_on({.prefix = "label_"}).logits,
                                   asked.data_features("test")};
  };
  const std::vector<at::Tensor> alone = gather(communicator_);
  const std::vector<at::Tensor> of_two = on_two_ranks(3, gather);
  for (size_t i = 0; i < alone.size(); ++i) EXPECT_TRUE(at::equal(alone[i], of_two[i])) << i;
}

TEST_F(MetricContextTest, SamplesFollowFromSeedAndStep) {
  const at::Tensor first = context(communicator_).samples().features;
  EXPECT_TRUE(at::equal(first, context(communicator_).samples().features));
  plan_.settings.step = 8;
  EXPECT_FALSE(at::equal(first, context(communicator_).samples().features));
}

TEST_F(MetricContextTest, CategoriesAreAskedForInTurn) {
  EXPECT_TRUE(at::equal(categories_in_turn(6, 5, 4, at::kCPU), at::tensor({2, 3, 0, 1, 2})));
}

}  // namespace
}  // namespace tandem
