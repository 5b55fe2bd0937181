#include "framework/report/comparison_text.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/recorded_run.h"
#include "tests/support/temporary_directory.h"

namespace tandem {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using testing_support::make_run;
using testing_support::record_of;

class ComparisonTextTest : public ::testing::Test {
 protected:
  ComparisonTextTest() {
    make_run(directory_ / "a", {.seed = 1});
    write_record(directory_ / "a", record_of(100, 1.25));
    make_run(directory_ / "b", {.seed = 2});
    write_record(directory_ / "b", record_of(100, 1.75));
    make_run(directory_ / "c", {.family = "gan", .seed = 1});
    write_record(directory_ / "c", record_of(100, 4));
    make_run(directory_ / "d", {.family = "gan", .seed = 2, .end = "diverged", .step = 9});
  }

  std::string text(TextForm form = TextForm::kTerminal) const {
    return to_text(compare(collect_runs({directory_.path()}), {.values = {"fid"}}), form);
  }

  const TemporaryDirectory& directory() const { return directory_; }

 private:
  TemporaryDirectory directory_;
};

TEST_F(ComparisonTextTest, IsATableThatSaysWhatIsBetterAndWhy) {
  const std::string expected =
      "fid ↓\n"
      "the distance\n"
      "  runs                    mean ± 95 %      n       P(better than first)  P(rank)   seed 1, "
      "2\n"
      "  vae                     1.5 ± 3.2        2                             1: >0.99  1.2  "
      "1.8\n"
      "  gan                     1 of 2 diverged  1 of 2  0                     2: >0.99  4  "
      "diverged\n"
      "  floor: a perfect model  0.5\n"
      "  other real data         0.8\n";
  EXPECT_EQ(text().substr(0, expected.size()), expected);
  EXPECT_THAT(
      text(),
      AllOf(HasSubstr("d diverged at step 9 and counts as worst: the loss is not finite"),
            HasSubstr("overconfident"), HasSubstr(": metric fidelity, split test, samples 2000")));
}

TEST_F(ComparisonTextTest, WritesBoundsWithTheDigitsOfWhatWasMeasured) {
  // The first row of this value, which has no direction, has no value.
  for (const char* run : {"a", "c"}) {
    EvaluationRecord record = record_of(100, 1);
    record.metric = "units";
    record.values = {{.name = "units", .unit = "", .direction = "none", .sentence = ""}};
    record.values[0].floor = 0.125;
    if (run[0] == 'a') record.values[0].value = 0.25;
    write_record(directory() / run, record);
  }
  EXPECT_THAT(to_text(compare(collect_runs({directory().path()}), {.values = {"units"}}),
                      TextForm::kTerminal),
              HasSubstr("floor: a perfect model  0.1250"));
}

TEST_F(ComparisonTextTest, IsMarkdownWhereThatIsAsked) {
  EXPECT_THAT(text(TextForm::kMarkdown),
              AllOf(HasSubstr("### fid ↓\n"), HasSubstr("| runs | mean ± 95 % | n |"),
                    HasSubstr("| gan | 1 of 2 diverged | 1 of 2 |"), HasSubstr("\n- stamp ")));
}

TEST_F(ComparisonTextTest, ShowsOtherPeoplesNamesAndObeysNone) {
  EvaluationRecord hostile = record_of(100, 2);
  hostile.stamp.emplace_back("\x1b[2J", "<script>|");
  hostile.values[0].name = "fid";
  hostile.values[0].sentence = "a\nb\x07";
  make_run(directory() / "e\x1b[31m", {.family = "flow"});
  write_record(directory() / "e\x1b[31m", hostile);
  EXPECT_THAT(text(), AllOf(Not(HasSubstr("\x1b")), Not(HasSubstr("\x07"))));
  EXPECT_THAT(text(TextForm::kMarkdown), AllOf(Not(HasSubstr("\x1b")), Not(HasSubstr("<script>"))));
}

}  // namespace
}  // namespace tandem
