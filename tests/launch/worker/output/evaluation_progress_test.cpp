#include "launch/worker/output/evaluation_progress.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <functional>
#include <string>

#include "tests/support/pseudo_terminal.h"
#include "tests/support/standard_error.h"

namespace tandem {
namespace {

using ::testing::AllOf;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;
using testing_support::standard_error_of;

// Clears what is on the line.
constexpr const char* kLineStart = "\r\x1b[2K";

/// A whole evaluation of two metrics.
void evaluate(bool is_shown) {
  EvaluationProgress progress("runs/a", is_shown);
  progress.show(1, 4);
  progress.begin("fid");
  progress.show(1, 2);
  progress.begin("recall");
  progress.end();
}

/// What a call writes on standard error, which is a terminal meanwhile.
std::string drawn(const std::function<void()>& call) {
  testing_support::PseudoTerminal terminal(80);
  const Descriptor before(::dup(STDERR_FILENO));
  ::dup2(terminal.slave(), STDERR_FILENO);
  call();
  ::dup2(before.get(), STDERR_FILENO);
  terminal.close_slave();
  return terminal.read_until("what nobody writes");
}

TEST(EvaluationProgress, InAFileEveryMetricIsALine) {
  EXPECT_EQ(standard_error_of([] { evaluate(/*is_shown=*/true); }),
            "runs/a: fid\nruns/a: recall\n");
}

TEST(EvaluationProgress, OnATerminalALineIsReplacedAndClearedAtTheEnd) {
  EXPECT_THAT(drawn([] { evaluate(/*is_shown=*/true); }),
              AllOf(StartsWith(std::string(kLineStart) + "\x1b[?7lruns/a: images, 25 %\x1b[?7h"),
                    EndsWith(kLineStart), Not(HasSubstr("\n"))));
}

TEST(EvaluationProgress, OnATerminalTheMetricThatIsMeasuredIsNumbered) {
  EXPECT_THAT(drawn([] {
                EvaluationProgress progress("runs/a", true);
                progress.begin("fid");
                progress.begin("recall");
                progress.show(2, 3);
              }),
              std::string(kLineStart) + "\x1b[?7lruns/a: metric 2, recall, 66 %\x1b[?7h");
}

TEST(EvaluationProgress, WhereItIsNotShownNothingIsSaid) {
  EXPECT_EQ(standard_error_of([] { evaluate(/*is_shown=*/false); }), "");
  EXPECT_EQ(drawn([] { evaluate(/*is_shown=*/false); }), "");
}

}  // namespace
}  // namespace tandem
