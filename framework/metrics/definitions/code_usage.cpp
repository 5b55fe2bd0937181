// Which latents a family that encodes to distributions makes use of.
#include "framework/statistics/code_usage.h"

#include <ATen/ATen.h>

#include "framework/data/image_fields.h"
#include "framework/metrics/metric_context.h"
#include "framework/metrics/split_codes.h"
#include "framework/model/code_distribution.h"

namespace tandem {
namespace {

/// Means and log-variances of the images of the split, (N, 2 · latent).
at::Tensor distributions(const Measuring& measuring) {
  MetricContext& context = measuring.context;
  auto& encodes = require<EncodesDistribution>(context.model());
  const std::string field = image_field(context.settings().fields);
  const auto values = [&](const Batch& stored) {
    const Batch input = to_model_input(stored, context.settings().pixel_range);
    const CodeDistribution codes = encodes.encode_distribution(input.field(field));
    return at::cat({codes.mean, codes.log_variance}, 1);
  };
  return gather_split_rows(context.data(), context.settings(),
                           {.fields = {field},
                            .num_values = 2 * code_size(context),
                            .stream = measuring.stream,
                            .values = values},
                           context.communicator());
}

Measured measure(const Measuring& measuring) {
  const auto parts = distributions(measuring).chunk(2, 1);
  const at::Tensor divergences = latent_divergences(parts[0], parts[1]).contiguous();
  const auto active = static_cast<double>(active_units(parts[0]));
  const auto* of_latents = divergences.const_data_ptr<double>();
  return {.values = {active, divergences.sum().item<double>()},
          .series = {{.name = "latent_divergences",
                      .sentence = "Mean divergence of every latent from the prior, in nats.",
                      .rows = {"nats"},
                      .values = {of_latents, of_latents + divergences.size(0)}}}};
}

}  // namespace

Metric code_usage_metric() {
  return {.name = "code_usage",
          .sentence = "What the latents of the images of the split carry.",
          .subject = Subject::kCodes,
          .needs = {.capabilities = {needed<EncodesDistribution>()}},
          .values = {{.name = "active_units",
                      .direction = Direction::kNone,
                      .sentence = "latents whose means have a variance above 0.01"},
                     {.name = "code_divergence",
                      .unit = "nats",
                      .direction = Direction::kNone,
                      .sentence = "of the distribution of a code from the prior, all latents "
                                  "together"}},
          .rounds = false,
          .measure = measure};
}

}  // namespace tandem
