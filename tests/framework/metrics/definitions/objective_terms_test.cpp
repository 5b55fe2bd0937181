// Terms of objectives on the split.
#include <gtest/gtest.h>

#include "tests/support/shade_evaluation.h"

namespace tandem {
namespace {

/// One objective that sees the mean of the images, and one that sees none.
class Averager : public GenerativeModel {
 public:
  std::vector<Network> networks() const override { return {}; }
  std::vector<Objective> objectives() override {
    const auto loss = [](const Batch& batch, const Context& context) {
      const at::Tensor mean = batch.field("images").mean();
      return Losses{{mean}, mean * context.coefficient("weight")};
    };
    return {{.name = "fit",
             .terms = {"mean"},
             .loss = loss,
             .coefficients = {{"weight",
                               [](int64_t step) { return 0.5 * static_cast<double>(step); }}}},
            {.name = "blind", .batch_use = BatchUse::kNone}};
  }
};

using ObjectiveTerms = ShadeEvaluation;

TEST_F(ObjectiveTerms, AreMeansOverTheSplitAtTheirOwnStep) {
  Averager model;
  const std::vector<Objective> objectives = model.objectives();
  const std::vector<EvaluatedObjective> evaluated = {
      {.objective = &objectives[0], .index = 0, .own_step = 4},
      {.objective = &objectives[1], .index = 1}};
  EvaluationPlan of_unit = plan(nullptr);
  of_unit.settings.pixel_range = PixelRange::kUnit;
  const NamedValues values = values_of(
      evaluate({model, data(), evaluated}, of_unit, communicator_, only("objective_terms")));
  ASSERT_EQ(names_of(values), (std::vector<std::string>{"test/fit/mean", "test/fit/loss"}));
  EXPECT_NEAR(values[0].second, 110 / 255.0, 1e-6);
  EXPECT_NEAR(values[1].second, 2 * 110 / 255.0, 1e-6);
}

}  // namespace
}  // namespace tandem
