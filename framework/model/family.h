// A family as the program sees it: what it is, its options, what its learners default to, what data
// it needs, and how a model is built. Each has a function `<family>_family()` that returns this.
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
  std::string sentence;  // for the help and for the table in README.md
  DataRequirements data;
  /// Overrides that make networks and chains of its configurations small: a run of seconds.
  std::vector<std::string> small = {};
  /// The family's options under `model`; bound to the object that `learners` and `build` read.
  OptionSection options = {};
  /// Of all objectives, in the order in which a step walks them; asked once the options are read.
  std::function<std::vector<LearnerDefaults>()> learners = {};
  /// A model with freshly initialised weights, drawn from the default generators. Throws
  /// ConfigError or DataError when options and data do not fit.
  std::function<std::unique_ptr<GenerativeModel>(const DataDescription&)> build = {};

  /// The objectives of its model in the order of the learners. One that reuses a batch draws one
  /// itself where none before it does. Throws Error when learners and objectives differ.
  std::vector<Objective> objectives(GenerativeModel& model) const;
};

/// A family whose model is a `Model(options, data)`, and whose learners are `learners(options)`.
template <class Model, class Options>
Family make_family(Family family, const OptionTable<Options>& table,
                   std::vector<LearnerDefaults> (*learners)(const Options&)) {
  auto options = std::make_shared<Options>();
  family.options = table.bind(*options);
  family.learners = [options, learners] { return learners(*options); };
  family.build = [options](const DataDescription& data) {
    return std::make_unique<Model>(*options, data);
  };
  return family;
}

/// The values of an option `update_order`: "<name>_first" for each of the objectives' names.
std::vector<std::string> update_orders(const std::vector<std::string>& names);

/// The learners with that of the objective which `update_order` names first, the others as they
/// are. Throws Error when it names none.
std::vector<LearnerDefaults> ordered_by(const std::string& update_order,
                                        std::vector<LearnerDefaults> learners);

}  // namespace tandem
