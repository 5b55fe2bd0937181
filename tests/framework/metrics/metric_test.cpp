// What others than their definitions know of metrics.
#include "framework/metrics/metric.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "framework/core/choice.h"
#include "framework/runs/metric_names.h"

namespace tandem {
namespace {

using testing::ElementsAre;
using testing::IsSupersetOf;

TEST(Metrics, ThoseThatAreNamedElsewhereHaveDefinitions) {
  EXPECT_THAT(names_of(all_metrics()), IsSupersetOf(kNamedMetrics));
}

TEST(Metrics, FidelityAndVarietyAreValuesOfOne) {
  const std::vector<Metric> all = all_metrics();
  const auto prdc = std::ranges::find(all, kPrdcMetric, &Metric::name);
  ASSERT_NE(prdc, all.end());
  EXPECT_THAT(names_of(prdc->values),
              ElementsAre(kPrecisionValue, kRecallValue, kDensityValue, kCoverageValue));
}

}  // namespace
}  // namespace tandem
