#include "framework/metrics/image_columns.h"

#include <ATen/ATen.h>

#include "framework/metrics/gathered_rows.h"

namespace tandem {
namespace {

/// The fields that are read, of which the first is translated.
std::vector<std::string> fields_of(const Translation& translation,
                                   const std::vector<const Metric*>& metrics) {
  std::vector<std::string> fields = {translation.input};
  if (translation.paired) fields.push_back(translation.output);
  for (const Metric* metric : metrics) {
    if (!metric->columns.reads_labels) continue;
    fields.push_back(label_field(translation.input));
    break;
  }
  return fields;
}

MadeImages translate(TranslatesImages& model, const std::vector<Translation>& all,
                     const Translation& translation, Batch input) {
  MadeImages made;
  made.images = model.translate(input.field(translation.input), translation.name);
  const Translation* back = translation.paired ? nullptr : way_back(all, translation);
  if (back != nullptr) made.returned = model.translate(made.images, back->name);
  made.input = std::move(input);
  return made;
}

}  // namespace

std::vector<at::Tensor> translation_columns(MetricContext& context, const Part& part,
                                            const std::vector<const Metric*>& metrics) {
  int64_t num_values = 0;
  for (const Metric* metric : metrics) num_values += metric->columns.count;
  if (num_values == 0) return {};
  auto& model = require<TranslatesImages>(context.model());
  const std::vector<Translation> all = model.translations();
  const Translation& translation = all[part.index];
  const auto values = [&](const Batch& stored) {
    const MadeImages made =
        translate(model, all, translation, to_model_input(stored, context.settings().pixel_range));
    std::vector<at::Tensor> columns;
    for (const Metric* metric : metrics) {
      columns.push_back(metric->columns.values(context, part, made).to(at::kDouble));
    }
    return at::cat(columns, 1);
  };
  const at::Tensor rows =
      gather_split_rows(context.data(), context.settings(),
                        {.fields = fields_of(translation, metrics),
                         .num_values = num_values,
                         .stream = stream_of(EvaluationStream::kTranslations, part.index),
                         .values = values},
                        context.communicator());
  std::vector<at::Tensor> columns;
  int64_t begin = 0;
  for (const Metric* metric : metrics) {
    columns.push_back(rows.narrow(1, begin, metric->columns.count));
    begin += metric->columns.count;
  }
  return columns;
}

}  // namespace tandem
