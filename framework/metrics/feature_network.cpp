#include "framework/metrics/feature_network.h"

#include <ATen/ATen.h>

#include <algorithm>

#include "framework/core/error.h"
#include "framework/data/image_fields.h"
#include "framework/model/capabilities.h"

namespace tandem {
namespace {

/// The fields that images of the model are like.
std::vector<std::string> fields_of_images(const GenerativeModel& model,
                                          const std::vector<std::string>& fields) {
  std::vector<std::string> made;
  if (capability<Generates>(model) != nullptr) made.push_back(image_field(fields));
  if (const auto* translates = capability<TranslatesImages>(model)) {
    for (const Translation& translation : translates->translations()) {
      made.push_back(translation.output);
    }
  }
  return made;
}

}  // namespace

std::string text_of(const ImageShape& shape) {
  return std::to_string(shape.height) + "x" + std::to_string(shape.width) + "x" +
         std::to_string(shape.channels);
}

bool same_shape(const ImageShape& one, const ImageShape& other) {
  return one.height == other.height && one.width == other.width && one.channels == other.channels;
}

bool shares_classes(const FeatureNetwork& network, const std::vector<std::string>& class_names) {
  if (network.num_classes() == 0) return false;
  return class_names.empty() || class_names == network.class_names();
}

void check_network(const FeatureNetwork& network, const GenerativeModel& model,
                   const DataDescription& data, const std::vector<std::string>& fields) {
  const std::vector<std::string> made = fields_of_images(model, fields);
  if (made.empty()) {
    throw ConfigError({.what = "there is nothing for a feature network to see",
                       .where = kFeaturesOption,
                       .expected = "a family that can generate or translate images"});
  }
  const auto fits = [&](const std::string& field) {
    return network.accepts(image_shape(data, field));
  };
  // Not all of them: the two ends of a translation may differ in channels, and one is enough.
  if (std::ranges::any_of(made, fits)) return;
  throw ConfigError({.what = "the feature network takes other images",
                     .where = kFeaturesOption,
                     .expected = network.accepted_images(),
                     .got = text_of(image_shape(data, made.front())) + " as " + made.front(),
                     .advice = "Name a network of such images."});
}

void check_labels(const at::Tensor& labels, int64_t num_classes, const std::string& field) {
  if (labels.numel() == 0) return;
  const auto lowest = labels.min().item<int64_t>();
  const auto highest = labels.max().item<int64_t>();
  if (lowest >= 0 && highest < num_classes) return;
  throw DataError({.what = "the labels are of other classes",
                   .where = field,
                   .expected = "0 to " + std::to_string(num_classes - 1),
                   .got = std::to_string(lowest < 0 ? lowest : highest)});
}

}  // namespace tandem
