#include "framework/metrics/record_stamp.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/shade_evaluation.h"

namespace tandem {
namespace {

using testing::ElementsAre;
using testing::Pair;

class RecordStampTest : public ShadeEvaluation {
 protected:
  NamedTexts stamp(const Metric& metric) {
    return record_stamp(MetricContext({generator_, data(), objectives_}, plan_, communicator_),
                        metric);
  }
  std::vector<std::string> fields(const Metric& metric) {
    std::vector<std::string> names;
    for (const auto& [name, text] : stamp(metric)) names.push_back(name);
    return names;
  }

  ShadeGenerator generator_{kNumShades};
  const std::vector<EvaluatedObjective> objectives_;
  EvaluationPlan plan_ = plan();
  Metric metric_{
      .name = "tested", .sentence = "", .version = 3, .needs = {}, .values = {}, .measure = {}};
};

TEST_F(RecordStampTest, SaysWhatValuesDependOn) {
  plan_.likelihood_samples = 9;
  plan_.weights = {.digest = "00ff", .kind = kRaw, .data = "rows", .numerics = "exact"};
  metric_.needs = {.features = true, .classes = true, .likelihood_samples = true};
  const std::string network = networks_.network().identity();
  EXPECT_THAT(stamp(metric_),
              ElementsAre(Pair("metric", "tested"), Pair("version", "3"), Pair("features", network),
                          Pair("classifier", network), Pair("data", "rows"), Pair("split", "test"),
                          Pair("samples", "250"), Pair("draws", "9"), Pair("sampling_seed", "1"),
                          Pair("weights", "raw"), Pair("mode", "evaluation"),
                          Pair("pixels", "8 bits, rounded; not resized"), Pair("chunk_size", "16"),
                          Pair("numerics", "exact")));
}

TEST_F(RecordStampTest, LeavesOutWhatTheMetricDoesNotUse) {
  plan_ = plan(nullptr);
  metric_.subject = Subject::kReconstructions;
  EXPECT_THAT(fields(metric_), ElementsAre("metric", "version", "data", "split", "sampling_seed",
                                           "weights", "mode", "pixels", "chunk_size", "numerics"));
}

TEST_F(RecordStampTest, CountsSamplesOfMetricsThatLookAtSamples) {
  for (const Subject subject : {Subject::kSamples, Subject::kConditions}) {
    metric_.subject = subject;
    EXPECT_EQ(text_under(stamp(metric_), kSamplesField), "250");
  }
  for (const Subject subject : {Subject::kObjectives, Subject::kLabels, Subject::kCodes,
                                Subject::kTranslations, Subject::kLikelihood}) {
    metric_.subject = subject;
    EXPECT_EQ(text_under(stamp(metric_), kSamplesField), "");
  }
}

TEST_F(RecordStampTest, LogitsAreOfTheFeatureNetworkToo) {
  metric_.needs = {.logits = true};
  EXPECT_EQ(text_under(stamp(metric_), kFeaturesField), networks_.network().identity());
}

TEST_F(RecordStampTest, SaysWhatIsRounded) {
  metric_.rounds = false;
  EXPECT_EQ(text_under(stamp(metric_), "pixels"), "not resized");
}

TEST_F(RecordStampTest, EndsWithWhatTheMetricAdds) {
  metric_.stamp = [](const MetricContext& context) {
    return NamedTexts{{"corruption", std::to_string(context.plan().num_samples)}};
  };
  EXPECT_THAT(stamp(metric_).back(), Pair("corruption", "250"));
}

}  // namespace
}  // namespace tandem
