// Matrices over many images: gathered once, whichever metrics ask for them, and the same on any
// number of ranks.
#include "framework/metrics/metric_context.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "framework/core/error.h"
#include "tests/support/error_message.h"
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

  /// One whose generated images are asked for their features.
  MetricContext begun(Communicator& communicator) {
    MetricContext asked = context(communicator);
    (void)asked.begin_part({}, pointers(features_only_));
    return asked;
  }
  static std::vector<const Metric*> pointers(const std::vector<Metric>& metrics) {
    std::vector<const Metric*> all;
    for (const Metric& metric : metrics) all.push_back(&metric);
    return all;
  }

  std::vector<Metric> features_only_ = only("fid");
  std::vector<Metric> logits_ = only("inception_score");
  std::vector<Metric> conditions_ = only("condition_error");
  MeasuringNetworks counted_{std::make_unique<CountingNetwork>()};
  CountingNetwork& counting_ = dynamic_cast<CountingNetwork&>(counted_.network());
  EvaluationPlan plan_ = plan(&counted_);
  ShadeGenerator generator_{kNumShades};
  const std::vector<EvaluatedObjective> objectives_;
};

TEST_F(MetricContextTest, EachMatrixIsGatheredOnce) {
  MetricContext asked = begun(communicator_);
  EXPECT_EQ(asked.samples().features.sizes(), (std::vector<int64_t>{250, 2}));
  EXPECT_FALSE(asked.samples().logits.defined());
  EXPECT_EQ(counting_.num_seen, 250);
  (void)asked.data_images("test");
  (void)asked.data_images("test");
  (void)asked.data_gaussian("test");
  EXPECT_EQ(counting_.num_seen, 290);
  EXPECT_EQ(asked.data_images("train", 7).features.size(0), 7);
  EXPECT_EQ(counting_.num_seen, 297);
  (void)asked.data_images("test", 40);
  (void)asked.data_images("test", 41);
  EXPECT_EQ(counting_.num_seen, 297) << "there are no more";
}

TEST_F(MetricContextTest, WhatIsMissingOfImagesIsAdded) {
  MetricContext asked = begun(communicator_);
  const at::Tensor features = asked.data_images("test").features;
  (void)asked.begin_part({}, pointers(logits_));
  const SeenImages& seen = asked.data_images("test");
  EXPECT_TRUE(at::equal(seen.features, features));
  EXPECT_EQ(seen.logits.sizes(), (std::vector<int64_t>{40, kNumShades}));
}

TEST_F(MetricContextTest, LogitsAreThoseOfTheEvaluatedSplit) {
  MetricContext asked = context(communicator_);
  (void)asked.begin_part({}, pointers(logits_));
  EXPECT_FALSE(asked.data_images("train").logits.defined());
  EXPECT_FALSE(asked.data_images("test", 20).logits.defined());
  EXPECT_FALSE(asked.data_images("test").classes.defined());
}

TEST_F(MetricContextTest, FewImagesOfASplitStandForAllAndKeepTheirLabels) {
  take_shades_in_order();
  plan_.settings.split = "train";
  MetricContext asked = begun(communicator_);
  const at::Tensor images = asked.data_images("test", 12).features.select(1, 0);
  const at::Tensor labels = asked.data_labels("test", 12);
  EXPECT_TRUE(at::equal(images, (labels * 60 + 20).to(at::kFloat)));
  EXPECT_EQ(std::get<0>(at::_unique(labels)).numel(), kNumShades);
  EXPECT_TRUE(at::equal(asked.data_labels("train", 12), at::arange(12).div(10, "floor")))
      << "it was shuffled when it was packed";
}

TEST_F(MetricContextTest, LabelsOfNoClassAreRefused) {
  take_shades({.added_label = -1});
  MetricContext asked = context(communicator_);
  EXPECT_THAT(message_of<DataError>([&] { (void)asked.data_labels("test"); }),
              testing::HasSubstr("test/labels: the labels are of other classes"));
}

TEST_F(MetricContextTest, MetricsShareWhatTheyAskFor) {
  const EvaluatedModel evaluated{generator_, data(), objectives_};
  (void)evaluate(evaluated, plan_, communicator_, only("fid"));
  const int64_t of_one = counting_.num_seen;
  (void)evaluate(evaluated, plan_, communicator_, only("fid"));
  EXPECT_EQ(counting_.num_seen, of_one + 250) << "what is seen of data is kept";
  (void)evaluate(evaluated, plan_, communicator_,
                 named({"fid", "generated_classes", "condition_error"}));
  EXPECT_EQ(counting_.num_seen, of_one + 250 + 2 * 250) << "samples, and those on the condition";
}

TEST_F(MetricContextTest, WhatIsSeenOfDataIsKeptOverEvaluations) {
  const EvaluatedModel evaluated{generator_, data(), objectives_};
  (void)evaluate(evaluated, plan_, communicator_, only("nearest_real"));
  const int64_t of_one = counting_.num_seen;
  plan_.settings.step = 9;
  (void)evaluate(evaluated, plan_, communicator_, only("nearest_real"));
  EXPECT_EQ(counting_.num_seen, of_one + 250);
  plan_.settings.chunk_size = 15;
  (void)evaluate(evaluated, plan_, communicator_, only("nearest_real"));
  EXPECT_EQ(counting_.num_seen, of_one + 250 + 250 + 2 * 40) << "other chunks may have other bits";
}

TEST_F(MetricContextTest, MatricesAreTheSameOnTwoRanks) {
  const auto gather = [&](Communicator& communicator) {
    MeasuringNetworks own(std::make_unique<CountingNetwork>());
    plan_.networks = &own;
    MetricContext asked = begun(communicator);
    const at::Tensor features = asked.samples().features;
    const at::Tensor of_data = asked.data_images("test").features;
    (void)asked.begin_part({.prefix = "label_"}, pointers(conditions_));
    return std::vector<at::Tensor>{features, of_data, asked.samples_on_condition().classes};
  };
  const std::vector<at::Tensor> alone = gather(communicator_);
  const std::vector<at::Tensor> of_two = on_two_ranks(5, gather);
  for (size_t i = 0; i < alone.size(); ++i) EXPECT_TRUE(at::equal(alone[i], of_two[i])) << i;
}

TEST_F(MetricContextTest, SamplesFollowFromSeedAndStep) {
  const at::Tensor first = begun(communicator_).samples().features;
  EXPECT_TRUE(at::equal(first, begun(communicator_).samples().features));
  plan_.settings.step = 8;
  EXPECT_FALSE(at::equal(first, begun(communicator_).samples().features));
}

TEST_F(MetricContextTest, CategoriesAreAskedForInTurn) {
  EXPECT_TRUE(at::equal(categories_in_turn(6, 5, 4, at::kCPU), at::tensor({2, 3, 0, 1, 2})));
}

}  // namespace
}  // namespace tandem
