// What the values of a metric depend on beside the weights.
#pragma once

#include "framework/core/named_values.h"
#include "framework/metrics/metric_context.h"

namespace tandem {

/// Names and texts, in an order that is the same for every metric: values compare where all are
/// equal. Of counts and networks those that the metric uses.
NamedTexts record_stamp(const MetricContext& context, const Metric& metric);

}  // namespace tandem
