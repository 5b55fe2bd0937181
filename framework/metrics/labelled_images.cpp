#include "framework/metrics/labelled_images.h"

#include <ATen/ATen.h>

#include <cmath>

#include "framework/data/image_fields.h"

namespace tandem {

bool has_labels(const MetricContext& context, const SubjectPart&) {
  const DataSources& data = context.data();
  const std::string labels = label_field(image_field(context.settings().fields));
  return data.has_field(context.settings().split, labels) && !class_names_of(data, labels).empty();
}

LabelledRows gather_labelled(const Measuring& measuring,
                             const std::function<at::Tensor(const at::Tensor& images)>& give) {
  MetricContext& context = measuring.context;
  const std::string images = image_field(context.settings().fields);
  const std::string labels = label_field(images);
  const auto values = [&](const Batch& stored) {
    const Batch input = to_model_input(stored, context.settings().pixel_range);
    return at::stack({input.field(labels), give(input.field(images))}, 1);
  };
  const at::Tensor rows = gather_split_rows(
      context.data(), context.settings(),
      {.fields = {images, labels}, .num_values = 2, .stream = measuring.stream, .values = values},
      context.communicator());
  // Of all rows at once, which every rank has: all ranks refuse them, or none does.
  const auto num_classes = static_cast<int64_t>(class_names_of(context.data(), labels).size());
  check_labels(rows.select(1, 0), num_classes, context.settings().split + "/" + labels);
  return {rows.select(1, 0), rows.select(1, 1)};
}

MeasuredValue error_rate(int64_t right, int64_t total) {
  const auto count = static_cast<double>(total);
  const double error = static_cast<double>(total - right) / count;
  MeasuredValue value(error);
  value.standard_error = std::sqrt(error * (1 - error) / count);
  return value;
}

}  // namespace tandem
