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

TEST(SeriesPanel, TheLongerSideOfItsNumbersGoesDown) {
  const TemporaryDirectory directory;
  make_run(directory / "a");
  EvaluationRecord record = record_of(100, 1);
  RecordedSeries matrix{
      .name = "matrix", .sentence = "", .rows = {"l0", "l1", "l2"}, .columns = {}};
  matrix.columns = {"f0", "f1"};
  matrix.values = {1.5, 2.5, 3.5, 4.5, 5.5, 6.5};
  RecordedSeries wide{.name = "wide", .sentence = "Few.", .rows = {"w0"}, .columns = {"v0", "v1"}};
  wide.values = {7.5, 8.5};
  record.series = {matrix, wide};
  write_record(directory / "a", record);
  const auto row = [](const std::string& name, const std::string& cells) {
    return "<th scope=\"row\"><bdi>" + name + "</bdi></th>" + cells + "</tr>";
  };
  const auto cell = [](const std::string& text) {
    return "<td class=\"n\"><bdi>" + text + "</bdi></td>";
  };
  EXPECT_THAT(drawn_panel("Spectra, histograms, matrices", directory.path()),
              AllOf(HasSubstr(row("l1", cell("3.500") + cell("4.500"))),
                    HasSubstr(row("v1", cell("8.500")))));
}

}  // namespace
}  // namespace tandem
