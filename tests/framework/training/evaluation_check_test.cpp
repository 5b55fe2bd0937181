#include "framework/training/evaluation_check.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "framework/core/error.h"
#include "framework/metrics/metric.h"
#include "framework/model/capabilities.h"
#include "tests/support/error_message.h"
#include "tests/support/small_data_set.h"
#include "tests/support/temporary_directory.h"

namespace tandem {
namespace {

using ::testing::EndsWith;
using ::testing::HasSubstr;

class Drawing : public GenerativeModel, public Generates, public TranslatesImages {
 public:
  std::vector<Translation> translations() const override {
    return {{"colour", "source", "target", /*paired=*/true}};
  }
  at::Tensor translate(const at::Tensor& images, const std::string&) override { return images; }
  std::vector<Network> networks() const override { return {}; }
  std::vector<Objective> objectives() override {
    return {{.name = "fit", .terms = {"error"}}, {.name = "other", .batch_use = BatchUse::kNone}};
  }
  at::Tensor draw_latents(int64_t) override { return {}; }
  at::Tensor generate(const at::Tensor&) override { return {}; }
};

class EvaluationCheck : public testing::Test {
 protected:
  EvaluationCheck() { write_small_data_set(path_, {.num_train = 40, .num_test = 10}); }

  void check(const std::string& best) {
    options_.checkpoint.best = best;
    check_evaluation(options_, DataSources({{"", path_}}), model_, model_.objectives(), provided_);
  }
  std::string message(const std::string& best) {
    return message_of<ConfigError>([&] { check(best); });
  }

  TemporaryDirectory directory_;
  std::filesystem::path path_ = directory_ / "data.h5";
  RunOptions options_;
  Provided provided_;
  Drawing model_;
};

TEST_F(EvaluationCheck, TakesWhatTheEvaluationGives) {
  EXPECT_NO_THROW(check(""));
  EXPECT_NO_THROW(check("test/fit/error"));
  EXPECT_NO_THROW(check("test/fit/loss"));
  provided_ = {.features = "classifier", .logits = true, .classes = true};
  EXPECT_NO_THROW(check("test/classifier_fid"));
}

TEST_F(EvaluationCheck, NamesTheNearestOfWhatThereIs) {
  EXPECT_THAT(message("test/fit/eror"), HasSubstr("Did you mean 'test/fit/error'?"));
  EXPECT_THAT(message("valid/fit/error"), HasSubstr("expected test/fit/error, test/fit/loss"));
  EXPECT_THAT(message("test/other/loss"), HasSubstr("checkpoint.best"));
  EXPECT_THAT(message("test/classifier_fid"), HasSubstr("no such metric"));
}

TEST_F(EvaluationCheck, TheBestFollowsFromTheMetric) {
  const auto direction = [&](const std::string& best, Direction best_is) {
    options_.checkpoint.best = best;
    options_.checkpoint.best_is = best_is;
    return best_direction(options_, model_, model_.objectives(), provided_);
  };
  provided_ = {.features = "classifier", .logits = true, .classes = true};
  EXPECT_EQ(direction("test/classifier_fid", Direction::kNone), Direction::kLower);
  EXPECT_EQ(direction("test/classes_found", Direction::kNone), Direction::kHigher);
  EXPECT_EQ(direction("test/fit/error", Direction::kNone), Direction::kLower);
  EXPECT_EQ(direction("test/fit/error", Direction::kHigher), Direction::kHigher);
  EXPECT_EQ(direction("test/classes_found", Direction::kLower), Direction::kLower);
  EXPECT_EQ(direction("", Direction::kNone), Direction::kNone);
}

TEST_F(EvaluationCheck, WhatHasNoBestValueNeedsTheWordOfTheUser) {
  EXPECT_THAT(message("test/colour/gradient_magnitude"),
              HasSubstr("checkpoint.best_is: neither low nor high values"));
  options_.checkpoint.best_is = Direction::kHigher;
  EXPECT_NO_THROW(check("test/colour/gradient_magnitude"));
}

TEST_F(EvaluationCheck, MetricsThatAreNamedMustBeThere) {
  options_.evaluation.metrics = {"fid"};
  EXPECT_THAT(message(""), HasSubstr("a feature network"));
  provided_ = {.features = "random"};
  EXPECT_NO_THROW(check("test/random_fid"));
  options_.evaluation.metrics = {"fdi"};
  EXPECT_THAT(message(""), HasSubstr("no such metric"));
}

TEST_F(EvaluationCheck, ASplitThatIsAskedForMustBeThere) {
  path_ = directory_ / "train.h5";
  write_small_data_set(path_, {.num_train = 40});
  EXPECT_NO_THROW(check(""));
  provided_ = {.features = "random"};
  options_.evaluation.metrics = {"fid"};
  EXPECT_THAT(message(""), HasSubstr("evaluation.metrics: the data set has no such split"));
  options_.evaluation.metrics = {};
  EXPECT_THAT(message("test/fit/loss"), HasSubstr("checkpoint.best: the data set"));
  options_.evaluation.split = "valid";
  EXPECT_THAT(message(""), HasSubstr("evaluation.split"));
  EXPECT_THAT(message(""),
              HasSubstr("Take data packed with the option 'valid', or change the option."));
}

TEST_F(EvaluationCheck, AMetricOfAnotherSplitNeedsThatSplit) {
  EXPECT_THAT(
      message("valid/fit/error"),
      HasSubstr("Set evaluation.split=valid, and take data packed with the option 'valid'."));
  options_.evaluation.split = "valid";
  path_ = directory_ / "valid.h5";
  write_small_data_set(path_, {.num_train = 40, .num_valid = 10, .num_test = 10});
  EXPECT_NO_THROW(check("valid/fit/error"));
  EXPECT_THAT(message("test/fit/error"), EndsWith("Set evaluation.split=test."));
  EXPECT_THAT(message("valid/fit/eror"), HasSubstr("Did you mean 'valid/fit/error'?"));
}

}  // namespace
}  // namespace tandem
