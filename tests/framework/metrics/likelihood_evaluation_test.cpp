// What likelihoods are called, and log Z on any number of ranks.
#include "framework/metrics/likelihood_evaluation.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

#include "framework/core/error.h"
#include "framework/distributed/local_communicator.h"
#include "tests/support/error_message.h"
#include "tests/support/shaded_images.h"
#include "tests/support/temporary_directory.h"

namespace tandem {
namespace {

using testing::HasSubstr;

constexpr int64_t kRows = 40;

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
};

/// One rank of two that take turns: its sums take in what the other one contributed in its last
/// turn, call by call.
class OneOfTwo : public Communicator {
 public:
  OneOfTwo(int64_t rank, const std::vector<at::Tensor>& of_other)
      : rank_(rank), of_other_(of_other) {}
  int64_t rank() const override { return rank_; }
  int64_t size() const override { return 2; }
  at::Tensor allocate(int64_t count) override { return at::zeros({count}); }
  void sum_ordered(at::Tensor&) override {}
  void sum(at::Tensor& values) override {
    contributed.push_back(values.clone());
    const size_t call = contributed.size() - 1;
    if (call < of_other_.size()) values += of_other_[call];
  }
  void broadcast(at::Tensor&, int64_t) override {}
  void barrier() override {}

  std::vector<at::Tensor> contributed;

 private:
  int64_t rank_;
  std::vector<at::Tensor> of_other_;
};

class LikelihoodEvaluationTest : public testing::Test {
 protected:
  LikelihoodEvaluationTest() { write_shades(directory_ / "shades.h5", kRows); }

  LikelihoodEvaluation evaluate(GenerativeModel& model, int64_t num_samples,
                                Communicator& communicator) {
    const DataSources data({{"", directory_ / "shades.h5"}});
    return evaluate_likelihood(model, data, settings_, num_samples, communicator);
  }
  LikelihoodEvaluation evaluate(GenerativeModel& model, int64_t num_samples = 5) {
    LocalCommunicator alone;
    return evaluate(model, num_samples, alone);
  }

  TemporaryDirectory directory_;
  EvaluationSettings settings_{.seed = 1, .step = 2, .chunk_size = 16};
};

std::vector<std::string> names_of(const NamedValues& values) {
  std::vector<std::string> names;
  for (const auto& [name, value] : values) names.push_back(name);
  return names;
}

TEST_F(LikelihoodEvaluationTest, AProbabilityOfLevelsIsANumberOfBits) {
  NoisyLikelihood model({.num_levels = 256, .quantizes = true});
  const LikelihoodEvaluation result = evaluate(model);
  EXPECT_EQ(names_of(result.values),
            (std::vector<std::string>{"test/negative_log_likelihood", "test/bits_per_dimension",
                                      "test/likelihood_levels"}));
  const double nats = value_named(result.values, "test/negative_log_likelihood");
  // Shades 20, 80, 140 and 200 have the mean 110.
  EXPECT_NEAR(nats, 16 * 110.0 / 255, 0.5);
  EXPECT_NEAR(value_named(result.values, "test/bits_per_dimension"), nats / std::numbers::ln2 / 16,
              1e-12);
  EXPECT_EQ(value_named(result.values, "test/likelihood_levels"), 256);
  EXPECT_THAT(result.meaning,
              HasSubstr("probability of images of 256 levels; on average too high"));
}

TEST_F(LikelihoodEvaluationTest, ADensityIsNoNumberOfBits) {
  NoisyLikelihood model({});
  const LikelihoodEvaluation result = evaluate(model);
  EXPECT_EQ(names_of(result.values), (std::vector<std::string>{"test/negative_log_density"}));
  EXPECT_THAT(result.meaning, HasSubstr("density"));
}

TEST_F(LikelihoodEvaluationTest, GreyPixelsOfABlackAndWhiteFamilyMakeABound) {
  NoisyLikelihood takes_means({.num_levels = 2});
  const LikelihoodEvaluation bound = evaluate(takes_means);
  EXPECT_EQ(names_of(bound.values),
            (std::vector<std::string>{"test/expected_cross_entropy_bound"}));
  EXPECT_THAT(bound.meaning, HasSubstr("no number of bits"));
  NoisyLikelihood draws({.num_levels = 2, .quantizes = true});
  EXPECT_EQ(names_of(evaluate(draws).values).front(), "test/negative_log_likelihood");
  // All shades are levels of 256.
  NoisyLikelihood of_levels({.num_levels = 256});
  EXPECT_EQ(names_of(evaluate(of_levels).values).front(), "test/negative_log_likelihood");
}

TEST_F(LikelihoodEvaluationTest, ThePartitionIsTheMeanOfDrawsThatAreMadeOnce) {
  NoisyPartition model;
  const LikelihoodEvaluation result = evaluate(model, /*num_samples=*/120);
  ASSERT_EQ(model.all_draws.size(0), 120) << "not once more for every chunk of images";
  const at::Tensor weights = model.all_draws.exp();
  const double log_partition = weights.mean().log().item<double>();
  EXPECT_NEAR(value_named(result.values, "test/log_partition"), log_partition, 1e-10);
  EXPECT_NEAR(value_named(result.values, "test/log_partition_standard_error"),
              (weights.std() / weights.mean()).item<double>() / std::sqrt(120.0), 1e-10);
  EXPECT_NEAR(value_named(result.values, "test/negative_log_density"),
              16 * 110.0 / 255 + log_partition, 1e-5);
  EXPECT_NEAR(model.all_draws.mean().item<double>(), 110.0 / 255, 0.3) << "the mean image";
  EXPECT_THAT(result.meaning, HasSubstr("on average too low"));
}

TEST_F(LikelihoodEvaluationTest, ThePartitionIsTheSameOnTwoRanks) {
  NoisyPartition model;
  const NamedValues alone = evaluate(model, 120).values;
  EXPECT_EQ(alone, evaluate(model, 120).values);
  std::vector<at::Tensor> contributed[2];
  NamedValues values;
  // Each turn completes one more sum: of the mean image, of the draws, of the images.
  for (int64_t turn = 0; turn < 8; ++turn) {
    const int64_t rank = turn % 2;
    OneOfTwo communicator(rank, contributed[1 - rank]);
    values = evaluate(model, 120, communicator).values;
    contributed[rank] = communicator.contributed;
  }
  EXPECT_EQ(values, alone);
  settings_.seed = 2;
  EXPECT_NE(value_named(evaluate(model, 120).values, "test/log_partition"),
            value_named(alone, "test/log_partition"));
}

TEST_F(LikelihoodEvaluationTest, RefusesWhatCannotBeEstimated) {
  NoisyPartition partition;
  EXPECT_THAT(message_of<ConfigError>([&] { evaluate(partition, 1); }), HasSubstr("at least 2"));
  ShadeJudge judge;
  EXPECT_THAT(message_of<ConfigError>([&] { evaluate(judge); }),
              HasSubstr("this family does not estimate likelihoods"));
}

}  // namespace
}  // namespace tandem
