// Images along latents that a person can read: a chosen condition, or the way between two draws.
// Called by ModelGrids and by `tandem-worker sample`.
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <string>
#include <vector>

#include "framework/model/capabilities.h"
#include "framework/model/generative_model.h"
#include "framework/model/pixel_range.h"

namespace tandem {

/// A condition and what it is set to: a category, or a number.
struct ConditionValue {
  std::string name;
  double value = 0.0;
};

/// Parses "NAME=VALUE". Throws UsageError for another form, a condition that the family does not
/// have (listing those that it has) and a category that there is not.
ConditionValue parse_condition(const GenerativeModel& model, const std::string& text);

/// `latents` (N, …) with these conditions set alike in all.
at::Tensor with_conditions(GenerativeModel& model, const at::Tensor& latents,
                           const std::vector<ConditionValue>& conditions);

/// Images (rows · num_columns, H, W, C) uint8 on the CPU, row by row.
struct ImageRows {
  at::Tensor images;
  int64_t num_columns = 1;
};

/// Where rows of latents come from.
struct LatentRows {
  at::Device device;
  PixelRange range;
  int64_t num_rows = 10;
  uint64_t seed = 0;
};

/// A row for each of several latents, which differs along it in the condition alone: a column per
/// category, at most kMaxCategories, or for a continuous one nine from −2 to 2 (Chen et al.,
/// "InfoGAN", 2016, figure 2). Every other condition with categories has the number of the row.
/// Requires GeneratesOnCondition.
inline constexpr int64_t kMaxCategories = 32;
ImageRows condition_images(GenerativeModel& model, const Condition& condition,
                           const LatentRows& rows);

/// Whether there is a way between draws: not between latents of zeros and ones, or of integers.
/// Requires Generates.
bool can_interpolate(GenerativeModel& model, const LatentRows& rows);

/// Rows from one drawn latent to another in nine even steps, conditions with categories being equal
/// along a row. Requires can_interpolate.
ImageRows latent_interpolations(GenerativeModel& model, const LatentRows& rows);

}  // namespace tandem
