#include "framework/metrics/judge.h"

#include <torch/torch.h>

#include <algorithm>

#include "framework/core/error.h"
#include "framework/metrics/gathered_rows.h"

namespace tandem {
namespace {

constexpr const char* kOption = "evaluation.classifier";

std::string text_of(const ImageShape& shape) {
  return std::to_string(shape.height) + "x" + std::to_string(shape.width) + "x" +
         std::to_string(shape.channels);
}

/// The fields that images of the model are like.
std::vector<std::string> fields_of_images(const GenerativeModel& model,
                                          const std::vector<std::string>& fields) {
  std::vector<std::string> made;
  if (dynamic_cast<const Generates*>(&model) != nullptr) made.push_back(image_field(fields));
  if (const auto* translates = dynamic_cast<const TranslatesImages*>(&model)) {
    for (const Translation& translation : translates->translations()) {
      made.push_back(translation.output);
    }
  }
  return made;
}

}  // namespace

Judge::Judge(GenerativeModel& model, PixelRange range, const DataDescription& data,
             const at::Device& device)
    : classifier_(dynamic_cast<Classifies*>(&model)),
      range_(range),
      shape_(image_shape(data)),
      class_names_(data.class_names) {
  if (classifier_ == nullptr) {
    throw ConfigError({.what = "the family of this run does not classify images",
                       .where = kOption,
                       .expected = "a run of a family with the capability Classifies"});
  }
  const torch::NoGradGuard no_gradients;
  const at::Tensor image = at::zeros({1, shape_.channels, shape_.height, shape_.width}, device);
  num_classes_ = classifier_->classify(image).size(1);
  num_features_ = classifier_->features(image).size(1);
}

bool Judge::accepts(const ImageShape& shape) const {
  return shape.height == shape_.height && shape.width == shape_.width &&
         shape.channels == shape_.channels;
}

bool Judge::shares_classes(const std::vector<std::string>& class_names) const {
  return class_names.empty() || class_names == class_names_;
}

void Judge::check(const GenerativeModel& model, const DataDescription& data,
                  const std::vector<std::string>& fields) const {
  const std::vector<std::string> made = fields_of_images(model, fields);
  if (made.empty()) {
    throw ConfigError({.what = "there is nothing for a classifier to judge",
                       .where = kOption,
                       .expected = "a family with the capability Generates or TranslatesImages"});
  }
  const auto fits = [&](const std::string& field) { return accepts(image_shape(data, field)); };
  if (std::any_of(made.begin(), made.end(), fits)) return;
  throw ConfigError({.what = "the classifier was trained on images of another shape",
                     .where = kOption,
                     .expected = text_of(image_shape(data, made.front())) + " as " + made.front(),
                     .got = text_of(shape_),
                     .advice = "Name a run of a classifier of this data."});
}

at::Tensor Judge::input(const at::Tensor& images, PixelRange range) const {
  const Batch pixels({{"images", to_pixels(images, range).to(images.device())}});
  return to_model_input(pixels, range_).field("images");
}

at::Tensor Judge::examine(const at::Tensor& images, PixelRange range) const {
  const at::Tensor seen = input(images, range);
  return at::cat({classifier_->features(seen), classifier_->classify(seen)}, 1);
}

at::Tensor Judge::classify(const at::Tensor& images, PixelRange range) const {
  return classifier_->classify(input(images, range));
}

const Gaussian& Judge::reference(const DataSources& data, const EvaluationSettings& settings,
                                 Communicator& communicator, int64_t max_rows) {
  const std::string field = image_field(settings.fields);
  const std::string key = settings.split + "/" + field + " " + std::to_string(max_rows);
  if (const auto found = references_.find(key); found != references_.end()) return found->second;
  EvaluationSettings own = settings;
  own.pixel_range = range_;
  const SplitRows rows{
      .fields = {field},
      .num_values = num_features_,
      .stream = stream_of(MetricStream::kReference),
      .max_rows = max_rows,
      .values = [&](const Batch& batch) { return classifier_->features(batch.field(field)); }};
  return references_[key] = fit_gaussian(gather_split_rows(data, own, rows, communicator));
}

void check_labels(const at::Tensor& labels, int64_t num_classes, const std::string& field) {
  if (labels.numel() == 0) return;
  const auto lowest = labels.min().item<int64_t>();
  const auto highest = labels.max().item<int64_t>();
  if (lowest >= 0 && highest < num_classes) return;
  throw DataError({.what = "the labels are of other classes than the classifier's",
                   .where = field,
                   .expected = "0 to " + std::to_string(num_classes - 1),
                   .got = std::to_string(lowest < 0 ? lowest : highest)});
}

}  // namespace tandem
