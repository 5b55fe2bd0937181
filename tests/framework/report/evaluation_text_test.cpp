#include "framework/report/evaluation_text.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace tandem {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

EvaluatedRunText some_run() {
  const EvaluationRecord record{
      .metric = "fid",
      .part = "",
      .step = 5,
      .weights = "00",
      .stamp = {{"metric", "fid"}},
      .values = {{.name = "random_fid",
                  .unit = "",
                  .direction = "lower",
                  .sentence = "",
                  .value = 12.5,
                  .real = 0.25},
                 {.name = "undefined", .unit = "nats", .direction = "none", .sentence = ""}},
      .series = {},
      .note = "a note"};
  return {.run = "runs/one", .step = 5, .split = "test", .records = {record}};
}

TEST(EvaluationText, ShowsValuesAndWhatStandsBesideThem) {
  const std::string text = to_plain_text({some_run()});
  EXPECT_THAT(text, HasSubstr("runs/one, step 5, test\n"));
  EXPECT_THAT(text, HasSubstr("random_fid  ↓"));
  EXPECT_THAT(text, HasSubstr("12.5"));
  EXPECT_THAT(text, HasSubstr("real"));
  EXPECT_THAT(text, HasSubstr("not finite"));
  EXPECT_THAT(text, HasSubstr("fid: a note\n"));
  EXPECT_THAT(text, Not(HasSubstr("ceiling"))) << "a column in which nothing stands";
}

TEST(EvaluationText, ShowsNamesAndObeysNone) {
  EvaluatedRunText run = some_run();
  run.run = "runs/\x1b[31m";
  run.split = "te\x07st";
  run.records[0].metric = "f\x1b[1mid";
  run.records[0].note = "a\x1b[2Jnote";
  const std::string text = to_plain_text({run});
  EXPECT_THAT(text, Not(HasSubstr("\x1b")));
  EXPECT_THAT(text, Not(HasSubstr("\x07")));
}

TEST(EvaluationText, OfAPathThatIsNoUtf8IsJsonAllTheSame) {
  EvaluatedRunText run = some_run();
  run.run = "runs/\xff";
  EXPECT_EQ(nlohmann::json::parse(to_json({run}))[0]["run"], "runs/\xef\xbf\xbd");
}

TEST(EvaluationText, IsJsonForPrograms) {
  const auto all = nlohmann::json::parse(to_json({some_run(), some_run()}));
  ASSERT_EQ(all.size(), 2u);
  EXPECT_EQ(all[0]["run"], "runs/one");
  EXPECT_EQ(all[0]["values"]["random_fid"]["value"], 12.5);
  EXPECT_EQ(all[0]["values"]["random_fid"]["real"], 0.25);
  EXPECT_FALSE(all[0]["values"]["random_fid"].contains("floor"));
  EXPECT_TRUE(all[0]["values"]["undefined"]["value"].is_null());
  EXPECT_EQ(all[0]["notes"]["fid"], "a note");
}

}  // namespace
}  // namespace tandem
