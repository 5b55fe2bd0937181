#include "framework/metrics/split_codes.h"

#include <ATen/ATen.h>

#include "framework/data/image_fields.h"
#include "framework/data/read_batch.h"

namespace tandem {
namespace {

at::Tensor encoded(MetricContext& context, const Batch& stored) {
  const Batch input = to_model_input(stored, context.settings().pixel_range);
  return require<Encodes>(context.model())
      .encode(input.field(image_field(context.settings().fields)));
}

}  // namespace

int64_t code_size(MetricContext& context) {
  // A family does not say it, but one image tells.
  return context.once<int64_t>("code size", [&] {
    const Batch first =
        read_batch(context.data(), {.group = context.settings().split, .begin = 0, .end = 1},
                   {image_field(context.settings().fields)}, context.communicator().device());
    return encoded(context, first).size(1);
  });
}

const at::Tensor& split_codes(MetricContext& context, const std::string& split, int64_t max_rows) {
  const std::string key = "codes of " + split + " " + std::to_string(max_rows);
  return context.once<at::Tensor>(key, [&] {
    return gather_split_rows(
        context.data(), context.settings_of(split),
        {.fields = {image_field(context.settings().fields)},
         .num_values = code_size(context),
         .stream = stream_of("codes"),
         .max_rows = max_rows,
         .values = [&](const Batch& stored) { return encoded(context, stored); }},
        context.communicator());
  });
}

}  // namespace tandem
