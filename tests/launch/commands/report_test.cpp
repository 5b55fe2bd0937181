// `tandem report`, called in this process on runs that were never trained.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "framework/core/files.h"
#include "tests/launch/called_command.h"
#include "tests/support/error_message.h"
#include "tests/support/illustrated_runs.h"
#include "tests/support/temporary_directory.h"

namespace tandem {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::StartsWith;
using testing_support::call_command;
using testing_support::make_illustrated_run;
using testing_support::output_of;

class ReportCommand : public ::testing::Test {
 protected:
  ReportCommand() {
    for (const int64_t seed : {1, 2, 3}) {
      make_illustrated_run(runs() / ("a" + std::to_string(seed)), {.family = "a", .seed = seed});
      make_illustrated_run(runs() / ("b" + std::to_string(seed)),
                           {.family = "b", .seed = seed, .quality = 20});
    }
  }

  std::filesystem::path runs() const { return directory_ / "runs"; }
  std::filesystem::path page() const { return directory_ / "page.html"; }
  std::string report(const std::filesystem::path& named, Arguments arguments = {}) const {
    arguments.insert(arguments.begin(), {named, "--output", page()});
    return output_of([&] { EXPECT_EQ(call_command("report", arguments), ExitCode::kDone); });
  }

 private:
  TemporaryDirectory directory_;
};

TEST_F(ReportCommand, WritesAPageAndSaysSo) {
  EXPECT_THAT(report(runs()), HasSubstr("page.html: 6 runs, "));
  EXPECT_THAT(read_file(page()), StartsWith("<!DOCTYPE html>"));
  EXPECT_THAT(read_file(page()), AllOf(HasSubstr("a is best: frechet_distance"),
                                       HasSubstr("tandem train "), HasSubstr("(--features,")));
}

TEST_F(ReportCommand, DecidesByTheMetricThatIsNamed) {
  report(runs(), {"--metric", "recall"});
  EXPECT_THAT(read_file(page()), HasSubstr("a is best: recall"));
}

TEST_F(ReportCommand, ReplacesNothingUnasked) {
  report(runs());
  EXPECT_THAT(message_of<UsageError>([&] { report(runs()); }), HasSubstr("--force"));
  report(runs(), {"--force"});
}

TEST_F(ReportCommand, ComplainsOfWhatWasNamedBeforeThePageThatIsThere) {
  report(runs());
  EXPECT_THAT(message_of<ConfigError>([&] { report(runs() / "nowhere"); }),
              AllOf(HasSubstr("nowhere: there is no run"), HasSubstr("nothing there")));
  EXPECT_THAT(message_of<UsageError>([&] {
                call_command("report", {"--output", page()});
              }),
              HasSubstr("the runs are missing"));
  EXPECT_THAT(message_of<UsageError>([&] {
                call_command("report", {runs(), "--output", "two.txt"});
              }),
              HasSubstr("expected FILE.html, got two.txt"));
}

TEST_F(ReportCommand, LeavesNothingBehindWhereItFails) {
  EXPECT_THAT(message_of<ConfigError>([&] { report(runs() / "a1" / "logs"); }),
              HasSubstr("there is no run"));
  EXPECT_THAT(message_of<DataError>([&] {
                report(runs(), {"--metric", "none"});
              }),
              HasSubstr("none"));
  EXPECT_FALSE(std::filesystem::exists(page()));
}

}  // namespace
}  // namespace tandem
