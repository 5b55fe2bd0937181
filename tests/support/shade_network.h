// Models as feature networks.
#pragma once

#include <memory>

#include "framework/metrics/feature_network_kind.h"
#include "tests/support/shaded_images.h"

namespace tandem {

/// What images of shades are like.
inline DataDescription shade_description() {
  return {.fields = {{"images", {4, 4, 1}, "uint8"}}, .class_names = {"a", "b", "c", "d"}};
}

/// A classifier of images in [0, 1], trained on data like this, as feature network.
inline std::unique_ptr<FeatureNetwork> shade_network(
    GenerativeModel& model, const DataDescription& data = shade_description()) {
  return open_feature_network("classifier=shades", {.open_run = [&](const std::string&) {
                                return OpenedModel{
                                    .model = model, .data = data, .identity = "step 3"};
                              }});
}

}  // namespace tandem
