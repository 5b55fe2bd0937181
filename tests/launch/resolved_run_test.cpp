#include "launch/resolved_run.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/error_message.h"

namespace tandem {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

TEST(ResolvedRun, IsALineThatIsReadBack) {
  const ResolvedRun run{.yaml = "a: \"é\"\n",
                        .name = "x",
                        .steps = 5,
                        .micro_batches = 8,
                        .device = DeviceKind::kCuda,
                        .num_gpus = 2,
                        .shares_gpus = true,
                        .start_step = 3,
                        .parent = "runs/y",
                        .patience_seconds = 10,
                        .start_patience_seconds = 20,
                        .live_options = {"steps", "a.b"},
                        .live_above_zero = {"a.b"},
                        .depends_on_ranks = true,
                        .ranks_before = 4,
                        .numerics_change = "other bits"};
  const std::string line = to_json_line(run);
  EXPECT_EQ(line.find('\n'), std::string::npos);
  const ResolvedRun again = parse_resolved_run(line);
  EXPECT_EQ(again.yaml, run.yaml);
  EXPECT_EQ(again.name, run.name);
  EXPECT_EQ(again.steps, run.steps);
  EXPECT_EQ(again.micro_batches, run.micro_batches);
  EXPECT_EQ(again.device, run.device);
  EXPECT_EQ(again.num_gpus, run.num_gpus);
  EXPECT_EQ(again.shares_gpus, run.shares_gpus);
  EXPECT_EQ(again.start_step, run.start_step);
  EXPECT_EQ(again.parent, run.parent);
  EXPECT_EQ(again.patience_seconds, run.patience_seconds);
  EXPECT_EQ(again.start_patience_seconds, run.start_patience_seconds);
  EXPECT_EQ(again.live_options, run.live_options);
  EXPECT_EQ(again.live_above_zero, run.live_above_zero);
  EXPECT_EQ(again.depends_on_ranks, run.depends_on_ranks);
  EXPECT_EQ(again.ranks_before, run.ranks_before);
  EXPECT_EQ(again.numerics_change, run.numerics_change);
}

TEST(ResolvedRun, WhatAnotherBuildAnswersIsRefused) {
  for (const char* text : {"", "no JSON", "[]", "{}", R"({"yaml": 1})"}) {
    EXPECT_THAT(message_of<Error>([&] { parse_resolved_run(text); }),
                AllOf(HasSubstr("an unusable answer of the worker"),
                      HasSubstr("Are tandem and tandem-worker of one build?")))
        << text;
  }
  std::string line = to_json_line({.yaml = "", .name = "x", .device = DeviceKind::kCuda});
  line.replace(line.find("cuda"), 4, "tpu");
  EXPECT_THAT(message_of<Error>([&] { parse_resolved_run(line); }), HasSubstr("tpu"));
}

TEST(ResolvedRun, ARefusalHasItsCodeInstead) {
  EXPECT_EQ(parse_refusal(refusal_line(ExitCode::kBadInput)), ExitCode::kBadInput);
  EXPECT_EQ(refusal_line(ExitCode::kUsage).find('\n'), std::string::npos);
  for (const std::string& text :
       {to_json_line({.yaml = "a: 1", .name = "refused"}), std::string("no JSON"), std::string(),
        std::string("65"), std::string(R"({"refused": "65"})")}) {
    EXPECT_FALSE(parse_refusal(text)) << text;
  }
}

}  // namespace
}  // namespace tandem
