// Panel "Fidelity and variety".
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/drawn_panel.h"
#include "tests/support/recorded_run.h"
#include "tests/support/temporary_directory.h"

namespace tandem {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using testing_support::drawn_panel;
using testing_support::make_run;
using testing_support::record_of;

TEST(FidelityAndVarietyPanel, HasVarietyToTheRightAndFidelityUpwards) {
  const TemporaryDirectory directory;
  make_run(directory / "a");
  EvaluationRecord record = record_of(100, 1);
  record.values = {
      {.name = "precision", .unit = "", .direction = "higher", .sentence = "Real.", .value = 1.0},
      {.name = "recall", .unit = "", .direction = "higher", .sentence = "Varied.", .value = 0.0}};
  write_record(directory / "a", record);
  const std::string panel = drawn_panel("Fidelity and variety", directory.path());
  // All images look real, nothing real has one near it: above, on the left.
  EXPECT_THAT(panel, AllOf(HasSubstr("cx=\"46\" cy=\"30\""), HasSubstr(">precision</text>"),
                           HasSubstr(">recall</text>")));
  EXPECT_LT(panel.find(">precision</text>"), panel.find(">recall</text>"))
      << "the title of y comes before that of x";
}

}  // namespace
}  // namespace tandem
