// The scale on which a numeric parameter is searched: its values, or their logarithms.
#pragma once

#include "framework/sweep/distribution.h"

namespace tandem {

struct Interval {
  double low = 0;
  double high = 0;
};

/// What a numeric parameter covers on its scale. Each value of a stepped one stands for half a step
/// on both sides, so that the outer ones are as likely as the others.
Interval searched_interval(const Distribution& distribution);

/// Where a value lies on the scale.
double to_scale(const Distribution& distribution, double value);

/// The value at a point of the scale: the nearest one that there is (halves to even steps).
double from_scale(const Distribution& distribution, double point);

}  // namespace tandem
