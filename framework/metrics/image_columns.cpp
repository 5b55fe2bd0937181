#include "framework/metrics/image_columns.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <functional>
#include <utility>

#include "framework/data/image_fields.h"
#include "framework/metrics/gathered_rows.h"

namespace tandem {
namespace {

/// How images are made of a chunk of the split.
struct ImageSource {
  std::vector<std::string> fields;  // that are read
  uint64_t stream = 0;
  std::function<MadeImages(Batch input)> make;
};

ImageSource reconstructions(MetricContext& context) {
  const std::string field = image_field(context.settings().fields);
  auto& model = require<Reconstructs>(context.model());
  return {.fields = {field},
          .stream = stream_of("reconstructions"),
          .make = [field, &model](Batch input) {
            const at::Tensor images = model.reconstruct(input.field(field));
            return MadeImages{.images = images, .input = std::move(input)};
          }};
}

ImageSource translations(MetricContext& context, const SubjectPart& part) {
  auto& model = require<TranslatesImages>(context.model());
  const std::vector<Translation> all = model.translations();
  const Translation translation = all[part.index];
  const Translation* back = translation.paired ? nullptr : way_back(all, translation);
  // Its name and not the pointer: `all` ends with this function.
  const std::string way = back == nullptr ? "" : back->name;
  std::vector<std::string> fields = {translation.input};
  if (translation.paired) fields.push_back(translation.output);
  return {.fields = fields,
          .stream = stream_of(EvaluationStream::kTranslations, part.index),
          .make = [translation, way, &model](Batch input) {
            MadeImages made;
            made.images = model.translate(input.field(translation.input), translation.name);
            if (!way.empty()) made.returned = model.translate(made.images, way);
            // Last: what is made above reads it.
            made.input = std::move(input);
            return made;
          }};
}

}  // namespace

at::Tensor are_finite(const at::Tensor& images) {
  return images.isfinite().flatten(1).all(1, /*keepdim=*/true);
}

ColumnLayout::ColumnLayout(const MetricContext& context, std::vector<const Metric*> metrics)
    : metrics_(std::move(metrics)) {
  for (const Metric* metric : metrics_) {
    counts_.push_back(metric->columns.count ? metric->columns.count(context) : 0);
    num_columns_ += counts_.back();
  }
}

bool ColumnLayout::reads_labels() const {
  return std::ranges::any_of(metrics_,
                             [](const Metric* metric) { return metric->columns.reads_labels; });
}

at::Tensor ColumnLayout::values(MetricContext& context, const SubjectPart& part,
                                const MadeImages& made) const {
  std::vector<at::Tensor> columns;
  for (size_t i = 0; i < metrics_.size(); ++i) {
    if (counts_[i] == 0) continue;
    const at::Tensor own = metrics_[i]->columns.values(context, part, made);
    columns.push_back(own.to(at::kCPU, at::kDouble));
  }
  return at::cat(columns, 1);
}

std::vector<at::Tensor> ColumnLayout::split(const at::Tensor& rows) const {
  std::vector<at::Tensor> columns;
  int64_t begin = 0;
  for (const int64_t count : counts_) {
    columns.push_back(count == 0 ? at::Tensor() : rows.narrow(1, begin, count));
    begin += count;
  }
  return columns;
}

MadeColumns split_columns(MetricContext& context, Subject subject, const SubjectPart& part,
                          const ColumnLayout& layout) {
  ImageSource source =
      subject == Subject::kTranslations ? translations(context, part) : reconstructions(context);
  // Those of what goes in, which is the first field.
  if (layout.reads_labels()) source.fields.push_back(label_field(source.fields.front()));
  const auto values = [&](const Batch& stored) {
    const MadeImages made = source.make(to_model_input(stored, context.settings().pixel_range));
    return at::cat(
        {layout.values(context, part, made), are_finite(made.images).to(at::kCPU, at::kDouble)}, 1);
  };
  const int64_t num_columns = layout.num_columns();
  const at::Tensor rows = gather_split_rows(context.data(), context.settings(),
                                            {.fields = source.fields,
                                             .num_values = num_columns + 1,
                                             .stream = source.stream,
                                             .values = values},
                                            context.communicator());
  return {.columns = rows.narrow(1, 0, num_columns),
          .images_are_finite = rows.select(1, num_columns).gt(0).all().item<bool>()};
}

}  // namespace tandem
