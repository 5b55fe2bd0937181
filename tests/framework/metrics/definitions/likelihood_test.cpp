// What likelihoods are called, and log Z on any number of ranks.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

#include "framework/core/error.h"
#include "tests/support/error_message.h"
#include "tests/support/one_of_two.h"
#include "tests/support/shade_evaluation.h"

namespace tandem {
namespace {

using testing::HasSubstr;

/// log p is minus the sum of the pixels and noise.
class NoisyLikelihood : public ModelOfShades, public EstimatesLikelihood {
 public:
  explicit NoisyLikelihood(LikelihoodKind kind) : kind_(kind) {}
  LikelihoodKind likelihood_kind() const override { return kind_; }
  at::Tensor log_likelihood(const at::Tensor& images, int64_t num_samples) override {
    const at::Tensor noise = at::randn({images.size(0), num_samples}).mean(1);
    return -images.sum({1, 2, 3}) + noise;
  }

 private:
  LikelihoodKind kind_;
};

/// Energies are sums of pixels; the draws of log Z lie around the mean image's first pixel.
class NoisyPartition : public ModelOfShades, public EstimatesPartition {
 public:
  LikelihoodKind likelihood_kind() const override { return {}; }
  std::string partition_method() const override { return method; }
  at::Tensor unnormalized_log_likelihood(const at::Tensor& images) override {
    return -images.sum({1, 2, 3});
  }
  at::Tensor partition_log_weights(const at::Tensor& mean_image, int64_t num_draws) override {
    EXPECT_EQ(mean_image.sizes(), (std::vector<int64_t>{1, 4, 4}));
    const at::Tensor draws = at::randn({num_draws}, at::kDouble) + mean_image[0][0][0];
    all_draws = all_draws.defined() ? at::cat({all_draws, draws}) : draws;
    return draws;
  }

  at::Tensor all_draws;
  std::string method = "drawn";
};

class LikelihoodTest : public ShadeEvaluation {
 protected:
  std::vector<EvaluationRecord> evaluate_on(GenerativeModel& model, int64_t num_draws,
                                            Communicator& communicator) {
    const EvaluationPlan plan{.settings = settings_, .likelihood_samples = num_draws};
    return evaluate({model, data(), {}}, plan, communicator, only("likelihood"));
  }
  std::vector<EvaluationRecord> evaluate_alone(GenerativeModel& model, int64_t num_draws = 5) {
    return evaluate_on(model, num_draws, communicator_);
  }
  static std::string meaning(const std::vector<EvaluationRecord>& records) {
    return records.at(0).note;
  }

  EvaluationSettings settings_{.seed = 1, .step = 2, .chunk_size = 16};
};

TEST_F(LikelihoodTest, AProbabilityOfLevelsIsANumberOfBits) {
  NoisyLikelihood model({.num_levels = 256, .quantizes = true});
  const std::vector<EvaluationRecord> result = evaluate_alone(model);
  EXPECT_EQ(names_of(tandem::values_of(result, "test")),
            (std::vector<std::string>{"test/negative_log_likelihood", "test/bits_per_dimension",
                                      "test/likelihood_levels"}));
  const double nats = value_named(values_of(result), "test/negative_log_likelihood");
  // Shades 20, 80, 140 and 200 have the mean 110.
  EXPECT_NEAR(nats, 16 * 110.0 / 255, 0.5);
  EXPECT_NEAR(value_named(values_of(result), "test/bits_per_dimension"),
              nats / std::numbers::ln2 / 16, 1e-12);
  EXPECT_EQ(value_named(values_of(result), "test/likelihood_levels"), 256);
  // Shades are 30 and 90 levels away from their mean; noise has a variance of 1/5.
  const double level = 16 / 255.0;
  const double variance = (30.0 * 30 + 90 * 90) / 2 * level * level + 0.2;
  const double error =
      value_named(values_of(result), "test/negative_log_likelihood_standard_error");
  EXPECT_NEAR(error, std::sqrt(variance / 39), 0.1 * error);
  EXPECT_NEAR(value_named(values_of(result), "test/bits_per_dimension_standard_error"),
              error / std::numbers::ln2 / 16, 1e-12);
  EXPECT_THAT(meaning(result),
              HasSubstr("probability of images of 256 levels; on average too high"));
}

/// Probabilities of images of other levels are those of other images.
TEST_F(LikelihoodTest, ComparesWhereLevelsAreEqual) {
  const auto stamp_of = [&](const LikelihoodKind& kind) {
    NoisyLikelihood model(kind);
    return evaluate_alone(model).at(0).stamp;
  };
  const NamedTexts of_256 = stamp_of({.num_levels = 256, .quantizes = true});
  EXPECT_EQ(difference(of_256, stamp_of({.num_levels = 256, .quantizes = true})), std::nullopt);
  const auto other = difference(of_256, stamp_of({.num_levels = 8, .quantizes = true}));
  ASSERT_TRUE(other);
  EXPECT_EQ(other->field, "levels");
  EXPECT_EQ(difference(of_256, stamp_of({}))->second, "density");
}

TEST_F(LikelihoodTest, ComparesWherePartitionsAreEstimatedAlike) {
  const auto stamp_of = [&](const std::string& method) {
    NoisyPartition model;
    model.method = method;
    return evaluate_alone(model).at(0).stamp;
  };
  EXPECT_EQ(difference(stamp_of("many steps"), stamp_of("many steps")), std::nullopt);
  const auto other = difference(stamp_of("many steps"), stamp_of("few steps"));
  ASSERT_TRUE(other);
  EXPECT_EQ(other->field, "log_partition");
}

TEST_F(LikelihoodTest, ADensityIsNoNumberOfBits) {
  NoisyLikelihood model({});
  const std::vector<EvaluationRecord> result = evaluate_alone(model);
  EXPECT_EQ(names_of(tandem::values_of(result, "test")),
            (std::vector<std::string>{"test/negative_log_density"}));
  EXPECT_THAT(meaning(result), HasSubstr("density"));
}

TEST_F(LikelihoodTest, GreyPixelsOfABlackAndWhiteFamilyMakeABound) {
  NoisyLikelihood takes_means({.num_levels = 2});
  const std::vector<EvaluationRecord> bound = evaluate_alone(takes_means);
  EXPECT_EQ(names_of(tandem::values_of(bound, "test")),
            (std::vector<std::string>{"test/expected_cross_entropy_bound"}));
  EXPECT_THAT(meaning(bound), HasSubstr("no number of bits"));
  NoisyLikelihood draws({.num_levels = 2, .quantizes = true});
  EXPECT_EQ(names_of(values_of(evaluate_alone(draws))).front(), "test/negative_log_likelihood");
  // All shades are levels of 256.
  NoisyLikelihood of_levels({.num_levels = 256});
  EXPECT_EQ(names_of(values_of(evaluate_alone(of_levels))).front(), "test/negative_log_likelihood");
}

TEST_F(LikelihoodTest, ThePartitionIsTheMeanOfDrawsThatAreMadeOnce) {
  NoisyPartition model;
  const std::vector<EvaluationRecord> result = evaluate_alone(model, /*num_samples=*/120);
  ASSERT_EQ(model.all_draws.size(0), 120) << "not once more for every chunk of images";
  const at::Tensor weights = model.all_draws.exp();
  const double log_partition = weights.mean().log().item<double>();
  EXPECT_NEAR(value_named(values_of(result), "test/log_partition"), log_partition, 1e-10);
  EXPECT_NEAR(value_named(values_of(result), "test/log_partition_standard_error"),
              (weights.std() / weights.mean()).item<double>() / std::sqrt(120.0), 1e-10);
  EXPECT_NEAR(value_named(values_of(result), "test/negative_log_density"),
              16 * 110.0 / 255 + log_partition, 1e-5);
  const double of_images = std::sqrt((30.0 * 30 + 90 * 90) / 2 / 39) * 16 / 255;
  EXPECT_NEAR(
      value_named(values_of(result), "test/negative_log_density_standard_error"),
      std::hypot(of_images, value_named(values_of(result), "test/log_partition_standard_error")),
      1e-5);
  EXPECT_NEAR(model.all_draws.mean().item<double>(), 110.0 / 255, 0.3) << "the mean image";
  EXPECT_THAT(meaning(result), HasSubstr("on average too low"));
}

TEST_F(LikelihoodTest, ThePartitionIsTheSameOnTwoRanks) {
  NoisyPartition model;
  const NamedValues alone = values_of(evaluate_alone(model, 120));
  EXPECT_EQ(alone, values_of(evaluate_alone(model, 120)));
  // Sums: of the mean image, of the draws, of the images.
  EXPECT_EQ(alone, on_two_ranks(3, [&](Communicator& communicator) {
              return values_of(evaluate_on(model, 120, communicator));
            }));
  settings_.seed = 2;
  EXPECT_NE(value_named(values_of(evaluate_alone(model, 120)), "test/log_partition"),
            value_named(alone, "test/log_partition"));
}

TEST_F(LikelihoodTest, IsEstimatedWhereItIsAskedFor) {
  NoisyLikelihood model({});
  EXPECT_TRUE(values_of(evaluate_alone(model, 0)).empty());
  EXPECT_TRUE(values_of(evaluate_alone(classifier_)).empty());
  NoisyPartition partition;
  EXPECT_THAT(message_of<Error>([&] { evaluate_alone(partition, 1); }), HasSubstr("at least 2"));
}

}  // namespace
}  // namespace tandem
