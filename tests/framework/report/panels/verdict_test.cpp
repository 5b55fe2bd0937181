// Panel "Verdict".
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <string>

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

TEST(VerdictPanel, ShowsNotesAndHowManyDiverged) {
  const TemporaryDirectory directory;
  for (const int64_t seed : {1, 2}) {
    const std::string name = std::to_string(seed);
    make_run(directory / ("a" + name), {.family = "gan", .seed = seed});
    EvaluationRecord record = record_of(100, 3 + static_cast<double>(seed));
    record.note = "no more images than features";
    write_record(directory / ("a" + name), record);
    make_run(directory / ("b" + name), {.family = "vae", .seed = seed});
    write_record(directory / ("b" + name), record_of(100, 1));
  }
  make_run(directory / "b3", {.family = "vae", .seed = 3, .end = "diverged"});
  EXPECT_THAT(drawn_panel("Verdict", directory.path()),
              AllOf(HasSubstr("no more images than features"),
                    HasSubstr("<td class=\"n\">1 of 3 diverged</td>"),
                    HasSubstr("<td class=\"n best\">4.5")));
}

TEST(VerdictPanel, MarksAllThatAreEquallyGood) {
  const TemporaryDirectory directory;
  const std::map<std::string, double> families = {{"flow", 2}, {"gan", 1}, {"vae", 1}};
  for (const auto& [family, fid] : families) {
    make_run(directory / family, {.family = family});
    write_record(directory / family, record_of(100, fid));
  }
  EXPECT_THAT(drawn_panel("Verdict", directory.path()),
              HasSubstr("<td class=\"n\">2</td><td class=\"n best\">1</td>"
                        "<td class=\"n best\">1</td>"));
}

}  // namespace
}  // namespace tandem
