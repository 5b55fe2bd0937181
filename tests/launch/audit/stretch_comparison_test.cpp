#include "launch/audit/stretch_comparison.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/launch/audit/small_run.h"

namespace tandem {
namespace {

using ::testing::HasSubstr;

const SmallRun::Files kFiles = {{"state.json", R"({"sum":1})"}, {"x.safetensors", "a"}};
const SmallRun::Files kOther = {{"state.json", R"({"sum":2})"}, {"x.safetensors", "a"}};

std::string values(int64_t step, const std::string& loss) {
  return "{\"step\":" + std::to_string(step) + ",\"loss\":" + loss + ",\"rate\":0.1}\n";
}

class StretchComparisonTest : public ::testing::Test {
 protected:
  StretchComparisonTest() { again_.write_metrics(whole()); }

  /// Lines of a stretch from 2 to 4, and what is about it.
  static std::string whole() {
    return values(2, "9") + values(3, "0.5") + values(4, "0.25") + SmallRun::line_about(4, kFiles);
  }
  StretchFindings compare() const {
    return compare_stretch(AuditedRun(run_.paths().root), again_.paths(), {2, 4});
  }
  void expect(const std::string& lines, const std::string& what, const std::string& expected,
              const std::string& got) const {
    run_.write_metrics(lines);
    const auto found = compare().difference;
    ASSERT_TRUE(found.has_value()) << what;
    EXPECT_EQ(found->what, what);
    EXPECT_THAT(found->expected, HasSubstr(expected));
    EXPECT_THAT(found->got, HasSubstr(got));
  }

  SmallRun run_;
  SmallRun again_;
};

TEST_F(StretchComparisonTest, CountsWhatIsTheSame) {
  // What lies before and behind the stretch is another matter.
  run_.write_metrics(values(2, "8") + values(3, "0.5") + values(4, "0.25") +
                     SmallRun::line_about(4, kFiles) + values(5, "7"));
  const StretchFindings findings = compare();
  EXPECT_FALSE(findings.difference.has_value());
  EXPECT_EQ(findings.num_lines, 2);
  EXPECT_EQ(findings.num_files, 2);
}

TEST_F(StretchComparisonTest, NamesTheValue) {
  const std::string end = SmallRun::line_about(4, kFiles);
  expect(values(3, "0.5") + values(4, "0.251") + end, "'loss' of step 4 is not what training gives",
         "0.25", "0.251");
  expect("{\"step\":3,\"loss\":0.5}\n" + values(4, "0.25") + end,
         "'rate' of step 3 is not what training gives", "0.1", "nothing");
  expect("{\"step\":3,\"loss\":0.5,\"rate\":0.1,\"new\":1}\n" + values(4, "0.25") + end,
         "'new' of step 3 is not what training gives", "nothing", "1");
}

TEST_F(StretchComparisonTest, NamesLinesThatAreNotInBoth) {
  const std::string end = SmallRun::line_about(4, kFiles);
  expect(values(4, "0.25") + end, "a line of step 3 is missing", "0.5", "nothing");
  expect(values(3, "0.5") + values(4, "0.25"), "a line of step 4 is missing", "state.json",
         "nothing");
  expect(values(3, "0.5") + values(3, "0.5") + values(4, "0.25") + end,
         "training gives no such line of step 3", "nothing", "0.5");
  expect(values(3, "0.5") + values(4, "0.25") + end + end, "training gives no such line of step 4",
         "nothing", "state.json");
}

TEST_F(StretchComparisonTest, NamesTheFileOfACheckpointThatIsGone) {
  expect(values(3, "0.5") + values(4, "0.25") + SmallRun::line_about(4, kOther),
         "state.json of step 4 is not what training gives", digest_of(kFiles.at("state.json")),
         digest_of(kOther.at("state.json")));
  const SmallRun::Files fewer = {{"state.json", R"({"sum":1})"}};
  expect(values(3, "0.5") + values(4, "0.25") + SmallRun::line_about(4, fewer),
         "x.safetensors of step 4 is not what training gives", "the digest", "nothing");
}

TEST_F(StretchComparisonTest, NamesWhatIsInTheFileOfACheckpointThatIsThere) {
  again_.save(4, kFiles);
  run_.save(4, kOther);
  expect(whole(), "sum of step 4 is not what training gives", "1", "2");
  const auto found = compare().difference;
  EXPECT_EQ(found->where, run_.paths().checkpoints() / "step-00000004" / "state.json");
}

TEST_F(StretchComparisonTest, NamesTheCountOfImages) {
  expect(values(3, "0.5") + values(4, "0.25") + SmallRun::line_about(4, kFiles, 65),
         "'images' of step 4 is not what training gives", "64", "65");
}

}  // namespace
}  // namespace tandem
