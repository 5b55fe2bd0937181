// Panel "Spectra, histograms, matrices".
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/drawn_panel.h"
#include "tests/support/recorded_run.h"
#include "tests/support/temporary_directory.h"

namespace tandem {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using testing_support::drawn_panel;
using testing_support::make_run;
using testing_support::record_of;

void add_spectrum(const std::filesystem::path& run, int64_t step, const std::string& samples,
                  double value) {
  EvaluationRecord record = record_of(step, 1, samples);
  record.series = {{.name = "spectrum", .sentence = "Power.", .rows = {"real"}, .columns = {}}};
  record.series[0].values = {value, 2 * value};
  write_record(run, record);
}

TEST(SeriesPanel, KeepsWhatWasMeasuredOnOtherData) {
  const TemporaryDirectory directory;
  make_run(directory / "a");
  add_spectrum(directory / "a", 100, "2000", 1.125);
  add_spectrum(directory / "a", 100, "5000", 3.375);
  // The last step alone counts.
  add_spectrum(directory / "a", 50, "5000", 7.625);
  EXPECT_THAT(drawn_panel("Spectra, histograms, matrices", directory.path()),
              AllOf(HasSubstr("split test, samples 2000"), HasSubstr("split test, samples 5000"),
                    HasSubstr("1.125"), HasSubstr("3.375"), Not(HasSubstr("7.625"))));
}

}  // namespace
}  // namespace tandem
