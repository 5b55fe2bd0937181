#include "framework/metrics/translation_quality.h"

#include <ATen/ATen.h>

#include "framework/metrics/gathered_rows.h"
#include "framework/model/capabilities.h"
#include "framework/model/data_shapes.h"
#include "framework/statistics/matching.h"

namespace tandem {
namespace {

/// Images in [0, 1].
at::Tensor to_unit(const at::Tensor& images, PixelRange range) {
  const auto [black, white] = interval_of(range);
  return ((images - black) / (white - black)).clamp(0, 1);
}

/// One translation, and what is measured of each image of it.
class Measurement {
 public:
  Measurement(TranslatesImages& model, const Translation& translation, const DataSources& data,
              const EvaluationPlan& plan)
      : model_(model), translation_(translation), plan_(plan) {
    const std::vector<Translation> all = model.translations();
    if (const Translation* back = way_back(all, translation)) back_ = back->name;
    const std::string& split = plan.settings.split;
    const std::string labels = label_field(translation.input);
    const bool is_judged =
        plan.judge != nullptr && data.has_field(split, labels) &&
        plan.judge->shares_classes(class_names_of(data, labels)) &&
        plan.judge->accepts(image_shape(data.description(split), translation.output));
    if (is_judged) labels_ = labels;
    if (translation.paired) {
      names_ = {"l1", "gradient_magnitude", "target_gradient_magnitude"};
    } else if (!back_.empty()) {
      names_ = {"cycle_l1"};
    }
  }

  SplitRows rows(uint64_t stream) const {
    SplitRows rows{.fields = {translation_.input},
                   .num_values = num_values(),
                   .stream = stream,
                   .values = [this](const Batch& batch) { return values(batch); }};
    if (translation_.paired) rows.fields.push_back(translation_.output);
    if (is_judged()) rows.fields.push_back(labels_);
    return rows;
  }

  bool is_empty() const { return num_values() == 0; }

  void add_results(const at::Tensor& rows, NamedValues& results) const {
    const std::string prefix = plan_.settings.split + "/" + translation_.name + "/";
    const auto num_means = static_cast<int64_t>(names_.size());
    for (int64_t i = 0; i < num_means; ++i) {
      results.emplace_back(prefix + names_[i], rows.select(1, i).mean().item<double>());
    }
    if (!is_judged()) return;
    const at::Tensor labels = rows.select(1, num_means);
    check_labels(labels, plan_.judge->num_classes(), plan_.settings.split + "/" + labels_);
    const at::Tensor counts = count_pairs(labels, rows.select(1, num_means + 1));
    const auto total = static_cast<double>(rows.size(0));
    const auto right = static_cast<double>(diagonal_count(counts));
    const auto matched = static_cast<double>(best_matching(counts).matched);
    results.emplace_back(prefix + "judged_error", (total - right) / total);
    results.emplace_back(prefix + "judged_error_matched", (total - matched) / total);
    results.emplace_back(prefix + "classes_permuted", matched > right ? 1.0 : 0.0);
  }

 private:
  bool is_judged() const { return !labels_.empty(); }
  int64_t num_values() const { return static_cast<int64_t>(names_.size()) + (is_judged() ? 2 : 0); }

  /// The named means of each image; its label and the judge's.
  at::Tensor values(const Batch& batch) const {
    const PixelRange range = plan_.settings.pixel_range;
    const at::Tensor& input = batch.field(translation_.input);
    const at::Tensor translated = model_.translate(input, translation_.name);
    const at::Tensor pixels = to_unit(translated, range);
    std::vector<at::Tensor> columns;
    if (translation_.paired) {
      const at::Tensor target = to_unit(batch.field(translation_.output), range);
      columns = {(pixels - target).abs().flatten(1).mean(1), gradient_magnitude(pixels),
                 gradient_magnitude(target)};
    } else if (!back_.empty()) {
      const at::Tensor cycle = to_unit(model_.translate(translated, back_), range);
      columns = {(cycle - to_unit(input, range)).abs().flatten(1).mean(1)};
    }
    if (is_judged()) {
      columns.push_back(batch.field(labels_).to(at::kDouble));
      columns.push_back(plan_.judge->classify(translated, range).argmax(1).to(at::kDouble));
    }
    for (at::Tensor& column : columns) column = column.to(at::kDouble);
    return at::stack(columns, 1);
  }

  TranslatesImages& model_;
  const Translation& translation_;
  const EvaluationPlan& plan_;
  std::string back_;    // the translation that leads back, where there is one
  std::string labels_;  // their field, when results are judged
  std::vector<std::string> names_;
};

}  // namespace

at::Tensor gradient_magnitude(const at::Tensor& images) {
  const int64_t height = images.size(2) - 1;
  const int64_t width = images.size(3) - 1;
  const at::Tensor corner = images.narrow(2, 0, height).narrow(3, 0, width);
  const at::Tensor right = images.narrow(2, 0, height).narrow(3, 1, width) - corner;
  const at::Tensor down = images.narrow(2, 1, height).narrow(3, 0, width) - corner;
  return (right.square() + down.square()).sqrt().flatten(1).mean(1);
}

NamedValues evaluate_translations(GenerativeModel& model, const DataSources& data,
                                  const EvaluationPlan& plan, Communicator& communicator) {
  auto* translates = dynamic_cast<TranslatesImages*>(&model);
  if (translates == nullptr) return {};
  NamedValues results;
  const std::vector<Translation> translations = translates->translations();
  for (size_t index = 0; index < translations.size(); ++index) {
    const Measurement measurement(*translates, translations[index], data, plan);
    if (measurement.is_empty()) continue;
    const uint64_t stream = stream_of(MetricStream::kTranslations, index);
    measurement.add_results(
        gather_split_rows(data, plan.settings, measurement.rows(stream), communicator), results);
  }
  return results;
}

}  // namespace tandem
