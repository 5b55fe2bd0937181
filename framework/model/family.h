// A family as the program sees it: its options, what its learners default to, what data it needs,
// and how a model is built. One function `<family>_family()` per family returns this.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "framework/config/option_table.h"
#include "framework/data/storage/data_description.h"
#include "framework/model/generative_model.h"
#include "framework/model/pixel_range.h"
#include "framework/optimization/learner_options.h"

namespace tandem {

/// Defaults of the learner of one objective, known before there is data.
struct LearnerDefaults {
  std::string objective;
  LearnerOptions options;
};

/// What a family asks of a data set.
struct DataRequirements {
  std::vector<std::string> fields = {"images"};
  PixelRange pixel_range = PixelRange::kUnit;

  /// The names before the '/' of fields, each once, in order: several data sets make up one; empty
  /// when there is but one.
  std::vector<std::string> sources() const;
};

struct Family {
  std::string name;
  std::string sentence;  // for the help
  DataRequirements data;
  std::vector<LearnerDefaults> learners;
  /// Those of objectives whose number follows from the family's options; asked once these are read.
  std::function<std::vector<LearnerDefaults>()> optional_learners = {};
  /// The family's options under `model`; bound to the object that `build` reads.
  OptionSection options;
  /// A model with freshly initialised weights, drawn from the default generators. Throws
  /// ConfigError or DataError when options and data do not fit.
  std::function<std::unique_ptr<GenerativeModel>(const DataDescription&)> build;

  /// Of all objectives, in their order.
  std::vector<LearnerDefaults> learner_defaults() const;
};

/// Joins a family's options struct, its table and its maker.
template <class Options, class Make>
std::shared_ptr<const Options> bind_options(Family& family, const OptionTable<Options>& table,
                                            Make make) {
  auto options = std::make_shared<Options>();
  family.options = table.bind(*options);
  family.build = [options, make](const DataDescription& data) { return make(*options, data); };
  return options;
}

/// A field of images of a data set (H, W, C). Throws DataError when it has none of that name.
struct ImageShape {
  int64_t height;
  int64_t width;
  int64_t channels;
  int64_t num_pixels() const { return height * width * channels; }
};
ImageShape image_shape(const DataDescription& data, const std::string& field = "images");

}  // namespace tandem
