// All metrics that a model, the data and the plan allow.
#include "framework/metrics/evaluation.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <set>

#include "framework/core/error.h"
#include "tests/support/error_message.h"
#include "tests/support/one_of_two.h"
#include "tests/support/shade_evaluation.h"

namespace tandem {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

/// One or two of each subject.
std::vector<Metric> some_metrics() {
  return named({"classification_error", "fid", "cluster_error", "condition_error", "cycle_distance",
                "generated_classes", "matched_condition_error", "translated_classes"});
}

class EvaluationTest : public ShadeEvaluation {
 protected:
  NamedValues all_of(GenerativeModel& model, const EvaluationPlan& with) {
    return tandem::values_of(evaluate({model, data(), {}}, with, communicator_, some_metrics()),
                             "test");
  }
  static std::vector<std::string> possible(const GenerativeModel& model, const Provided& provided) {
    std::vector<std::string> names;
    for (const MetricValue& value : possible_values(model, {}, provided, some_metrics())) {
      names.push_back(value.name);
    }
    return names;
  }
};

/// Counts how often it translates, with noise.
class NoisyTranslator : public ModelOfShades, public TranslatesImages {
 public:
  std::vector<Translation> translations() const override {
    return {{"a-to-b", "a/images", "b/images"}, {"b-to-a", "b/images", "a/images"}};
  }
  at::Tensor translate(const at::Tensor& images, const std::string&) override {
    num_translated += images.size(0);
    return (images + at::rand_like(images)).clamp(-1, 1);
  }
  int64_t num_translated = 0;
};

TEST_F(EvaluationTest, CollectsWhatCapabilitiesAllow) {
  ShadeGenerator generator(kNumShades);
  EXPECT_THAT(names_of(all_of(generator, plan())),
              ElementsAre("test/classifier_fid", "test/class_entropy", "test/classes_found",
                          "test/mean_confidence", "test/class_divergence", "test/label_error",
                          "test/label_error_matched"));
  EXPECT_TRUE(all_of(generator, plan(nullptr)).empty());
  EXPECT_THAT(names_of(all_of(classifier_, plan(nullptr))),
              ElementsAre("test/classification_error", "test/cluster_error"));
}

TEST_F(EvaluationTest, NamesOfTranslationsComeOneAfterTheOther) {
  take_two_sources();
  NoisyTranslator translator;
  EXPECT_THAT(names_of(all_of(translator, plan())),
              ElementsAre("test/a-to-b/cycle_l1", "test/a-to-b/judged_error",
                          "test/a-to-b/judged_error_matched", "test/a-to-b/classes_permuted",
                          "test/b-to-a/cycle_l1", "test/b-to-a/judged_error",
                          "test/b-to-a/judged_error_matched", "test/b-to-a/classes_permuted"));
  EXPECT_EQ(translator.num_translated, 2 * 2 * 40) << "once there and back for all metrics";
}

TEST_F(EvaluationTest, AValueDoesNotDependOnWhatElseIsMeasured) {
  take_two_sources();
  NoisyTranslator translator;
  const NamedValues all = all_of(translator, plan());
  EXPECT_EQ(value_named(values_of("cycle_distance", translator), "test/b-to-a/cycle_l1"),
            value_named(all, "test/b-to-a/cycle_l1"));
  EXPECT_EQ(value_named(values_of("translated_classes", translator), "test/b-to-a/judged_error"),
            value_named(all, "test/b-to-a/judged_error"));
}

TEST_F(EvaluationTest, IsTheSameOnTwoRanks) {
  take_two_sources();
  NoisyTranslator translator;
  const NamedValues alone = all_of(translator, plan());
  EXPECT_EQ(alone, on_two_ranks(2, [&](Communicator& communicator) {
              return tandem::values_of(
                  evaluate({translator, data(), {}}, plan(), communicator, some_metrics()), "test");
            }));
}

TEST_F(EvaluationTest, PossibleValuesAreKnownWithoutData) {
  const ShadeGenerator generator(kNumShades);
  EXPECT_TRUE(possible(generator, {}).empty());
  EXPECT_THAT(possible(generator, {.features = "classifier", .classes = true}),
              ElementsAre("classifier_fid", "class_entropy", "classes_found", "mean_confidence",
                          "class_divergence", "label_error", "label_error_matched"));
}

TEST_F(EvaluationTest, AMetricGivesWhatItDeclares) {
  Metric wrong = only("cluster_error").front();
  wrong.measure = [](const Measuring&) { return Measured{.values = {1.0, 2.0}}; };
  EXPECT_THAT(message_of<Error>([&] {
                evaluate({classifier_, data(), {}}, plan(nullptr), communicator_, {wrong});
              }),
              HasSubstr("cluster_error: a metric gives other values than it declares"));
}

TEST_F(EvaluationTest, WhatIsKnownIsNotMeasuredAgain) {
  ShadeGenerator generator(kNumShades);
  EvaluationPlan noted = plan();
  std::vector<EvaluationRecord> measured;
  noted.measured = [&](const EvaluationRecord& record) { measured.push_back(record); };
  const auto first = evaluate({generator, data(), {}}, noted, communicator_, some_metrics());
  EXPECT_EQ(measured.size(), first.size());
  noted.known = [&](const EvaluationRecord& asked) -> std::optional<EvaluationRecord> {
    for (const EvaluationRecord& record : first) {
      if (record_path("run", record) == record_path("run", asked)) return record;
    }
    return std::nullopt;
  };
  measured.clear();
  const auto second = evaluate({generator, data(), {}}, noted, communicator_, some_metrics());
  EXPECT_TRUE(measured.empty());
  EXPECT_EQ(values_of(second), values_of(first));
  noted.num_samples = 100;
  (void)evaluate({generator, data(), {}}, noted, communicator_, some_metrics());
  EXPECT_EQ(measured.size(), first.size()) << "another stamp is another record";
}

TEST_F(EvaluationTest, AMetricThatIsNotThereOrCannotBeMeasuredIsRefused) {
  EXPECT_THAT(message_of<ConfigError>([] { chosen_metrics({"fdi"}, Measure::kInEvaluations); }),
              AllOf(HasSubstr("metric. Did you mean 'fid'? There are these\n"),
                    HasSubstr("\n  memorization: ")));
  EXPECT_THAT(message_of<ConfigError>([&] { check_metrics(only("fid"), classifier_, {}, {}); }),
              HasSubstr("generated images"));
  const ShadeGenerator generator(kNumShades);
  EXPECT_THAT(message_of<ConfigError>([&] { check_metrics(only("fid"), generator, {}, {}); }),
              HasSubstr("a feature network"));
  EXPECT_NO_THROW(check_metrics(only("fid"), generator, {}, {.features = "classifier"}));
}

TEST_F(EvaluationTest, AMetricThatIsInNoRecordIsRefused) {
  ShadeGenerator generator(kNumShades);
  const auto records = evaluate({generator, data(), {}}, plan(), communicator_, only("fid"));
  EXPECT_NO_THROW(check_measured(only("fid"), records));
  EvaluationPlan of_train = plan();
  of_train.settings.split = "train";
  const auto none =
      evaluate({generator, data(), {}}, of_train, communicator_, only("memorization"));
  EXPECT_THAT(message_of<DataError>([&] { check_measured(only("memorization"), none); }),
              HasSubstr("metrics, memorization: the metric cannot be measured on this split"));
}

TEST_F(EvaluationTest, WhyThereIsNoValueIsKept) {
  ShadeGenerator generator(kNumShades);
  Metric silent = only("fid").front();
  silent.measure = [](const Measuring&) { return Measured{.note = "none, for a reason"}; };
  EvaluationPlan noted = plan();
  std::vector<EvaluationRecord> measured;
  noted.measured = [&](const EvaluationRecord& record) { measured.push_back(record); };
  const auto records = evaluate({generator, data(), {}}, noted, communicator_, {silent});
  ASSERT_EQ(records.size(), 1U);
  EXPECT_EQ(records[0].note, "none, for a reason");
  EXPECT_EQ(measured.size(), 1U);
}

/// Generates images of which the first is no number.
class BrokenGenerator : public ModelOfShades, public Generates {
 public:
  at::Tensor draw_latents(int64_t count) override { return at::rand({count, 1}); }
  at::Tensor generate(const at::Tensor& latents) override {
    at::Tensor images = at::zeros({latents.size(0), 1, 4, 4});
    images[0].fill_(std::nan(""));
    return images;
  }
};

TEST_F(EvaluationTest, ImagesThatAreNotFiniteAreNoted) {
  const auto note_of = [&](GenerativeModel& model) {
    return records_of("ssim_diversity", model, plan()).front().note;
  };
  BrokenGenerator broken;
  ShadeGenerator whole(kNumShades);
  EXPECT_THAT(note_of(broken), HasSubstr("Some images that the model made are not finite"));
  EXPECT_EQ(note_of(whole), "");
}

/// Restores some images to what is no number.
class BrokenRestorer : public ModelOfShades, public Reconstructs {
 public:
  at::Tensor reconstruct(const at::Tensor& images) override {
    return images.masked_fill(images == images.max(), std::nan(""));
  }
};

TEST_F(EvaluationTest, ReconstructionsThatAreNotFiniteAreNoted) {
  BrokenRestorer broken;
  EXPECT_THAT(records_of("reconstruction", broken, plan()).front().note,
              HasSubstr("Some images that the model made are not finite"));
}

/// Grey levels count where images are shown or compared as images, and not where the model's own
/// numbers are.
TEST(MetricTable, WhatIsNotRounded) {
  std::set<std::string> names;
  for (const Metric& metric : all_metrics()) {
    if (!metric.rounds) names.insert(metric.name);
  }
  EXPECT_THAT(names, ElementsAre("calibration", "classification_error", "cluster_error",
                                 "code_usage", "cycle_distance", "denoising_error", "factors",
                                 "likelihood", "linear_probe", "objective_terms"));
}

TEST(MetricTable, NamesAndStreamsAreUnique) {
  std::set<std::string> names;
  std::set<std::string> values;
  std::set<uint64_t> streams;
  for (const Metric& metric : all_metrics()) {
    EXPECT_TRUE(names.insert(metric.name).second) << metric.name;
    EXPECT_FALSE(metric.sentence.empty()) << metric.name;
    EXPECT_TRUE(streams.insert(stream_of(metric.name)).second) << metric.name;
    for (const MetricValue& value : metric.values) {
      EXPECT_TRUE(values.insert(value.name).second) << value.name;
    }
  }
}

}  // namespace
}  // namespace tandem
