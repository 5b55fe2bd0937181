// Names of metrics, and of what they record, that others than their definitions know: who reads
// records need not see framework/metrics.
#pragma once

#include <array>

namespace tandem {

inline constexpr const char* kFidMetric = "fid";
inline constexpr const char* kKidMetric = "kid";
inline constexpr const char* kLikelihoodMetric = "likelihood";
inline constexpr const char* kPairDistanceMetric = "pair_distance";
inline constexpr const char* kClassificationErrorMetric = "classification_error";
inline constexpr const char* kPrdcMetric = "prdc";

/// All of the above.
inline constexpr std::array kNamedMetrics = {
    kFidMetric, kKidMetric, kLikelihoodMetric, kPairDistanceMetric, kClassificationErrorMetric,
    kPrdcMetric};

/// Values of kPrdcMetric.
inline constexpr const char* kPrecisionValue = "precision";
inline constexpr const char* kRecallValue = "recall";
inline constexpr const char* kDensityValue = "density";
inline constexpr const char* kCoverageValue = "coverage";

/// Rows of series that are of real images, not of a model's.
inline constexpr const char* kRealRow = "real";
inline constexpr const char* kDataRow = "data";

}  // namespace tandem
