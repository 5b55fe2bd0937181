// Fields of the stamps of records that are read by name.
#pragma once

namespace tandem {

inline constexpr const char* kFeaturesField = "features";
inline constexpr const char* kClassifierField = "classifier";
inline constexpr const char* kDataField = "data";
inline constexpr const char* kSplitField = "split";
inline constexpr const char* kSamplesField = "samples";
inline constexpr const char* kDrawsField = "draws";  // that estimate a likelihood
inline constexpr const char* kWeightsField = "weights";
inline constexpr const char* kNumericsField = "numerics";

/// Of kWeightsField, which weights of a checkpoint: those that its samples are made with, averages
/// where a run has some; or those that were trained.
inline constexpr const char* kAsSampled = "as sampled";
inline constexpr const char* kRaw = "raw";

}  // namespace tandem
