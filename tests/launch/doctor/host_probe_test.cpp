#include "launch/doctor/host_probe.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>

#include "framework/core/error.h"

namespace tandem {
namespace {

using ::testing::HasSubstr;

std::vector<std::string> saying(const std::string& script, const std::string& word = "") {
  return {"sh", "-c", script, "sh", word};
}

TEST(HostProbe, TakesTheAnswerFromAmongOtherWords) {
  const std::string line = to_json_line(MachineFacts{.version = "v", .cores = 3});
  const auto answers = ask_hosts({{"a", saying("echo welcome; echo \"$1\"; exec sleep 1000", line)},
                                  {"b", saying("echo \"$1\"", line)}},
                                 {});
  ASSERT_EQ(answers.size(), 2U);
  EXPECT_EQ(answers[0].host, "a");
  for (const HostAnswer& answer : answers) {
    ASSERT_TRUE(answer.facts.has_value()) << answer.failure.what;
    EXPECT_EQ(answer.facts->cores, 3);
  }
}

TEST(HostProbe, WaitsForNobodyBeyondItsPatience) {
  const auto begin = std::chrono::steady_clock::now();
  const auto answers = ask_hosts({{"silent", saying("exec sleep 1000")},
                                  {"asking", saying("printf 'Password: '; exec sleep 1000")},
                                  {"refusing", saying("echo no >&2; exit 1")},
                                  {"odd", saying("echo '{\"a\": 1}'")},
                                  {"absent", {"/nowhere/agent"}}},
                                 {.limit = std::chrono::seconds(10)});
  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(60));
  ASSERT_EQ(answers.size(), 5U);
  for (const HostAnswer& answer : answers) {
    EXPECT_FALSE(answer.facts.has_value());
    EXPECT_FALSE(answer.failure.advice.empty()) << answer.host;
  }
  EXPECT_THAT(answers[0].failure.what, HasSubstr("said nothing"));
  EXPECT_THAT(answers[1].failure.what, HasSubstr("asks for a password"));
  EXPECT_THAT(answers[2].failure.what, HasSubstr("exit code 1); it has said: no"));
  EXPECT_THAT(answers[3].failure.what, HasSubstr("cannot be understood"));
  EXPECT_THAT(answers[4].failure.what, HasSubstr("/nowhere/agent"));
}

TEST(HostProbe, CanBeInterrupted) {
  const Patience interrupted{.check = [] { throw UsageError({.what = "no more"}); }};
  EXPECT_THROW(ask_hosts({{"a", saying("exec sleep 1000")}}, interrupted), UsageError);
}

TEST(ClockOffset, LiesBetweenWhatIsPossible) {
  // Two seconds ahead; a second on the way there, three on the way back.
  const MachineFacts facts{.received = 103.0, .answered = 110.0};
  const ClockOffset clock = clock_offset(facts, 100.0, 111.0);
  EXPECT_DOUBLE_EQ(clock.seconds, 1.0);
  EXPECT_DOUBLE_EQ(clock.uncertainty, 2.0);
}

}  // namespace
}  // namespace tandem
