#include "framework/runs/rank_status.h"

#include <gtest/gtest.h>

#include <cmath>

#include "framework/core/files.h"
#include "tests/support/temporary_directory.h"

namespace tandem {
namespace {

TEST(RankStatus, ReadsBackWhatWasWritten) {
  const TemporaryDirectory temporary;
  RankStatus status;
  status.state = RankState::kTraining;
  status.rank = 3;
  status.host = "node";
  status.pid = 4711;
  status.token = "a1b2";
  status.step = 12;
  status.steps = 100;
  status.operations = 31;
  status.operation = "sum";
  status.peak_bytes = int64_t{3} << 30;
  status.memory_bytes = int64_t{16} << 30;
  status.samples_per_second = 1.5;
  status.message = "say \"\xff\" \033[2J";
  status.exit_code = ExitCode::kInputOutput;
  status.activity = Activity::kEvaluating;
  status.values_step = 11;
  status.values = {{"loss", 0.25}, {"broken", std::nan("")}};
  status.files = {"a.png"};
  status.resumable_step = 10;
  status.neighbours = {{.rank = 4,
                        .step = 11,
                        .operations = 30,
                        .operation = "barrier",
                        .beats = 9,
                        .peak_bytes = 12}};
  write_rank_status(temporary.path() / "rank-3.json", status);
  const auto read = read_rank_status(temporary.path() / "rank-3.json");
  ASSERT_TRUE(read);
  EXPECT_EQ(read->state, RankState::kTraining);
  EXPECT_EQ(read->rank, 3);
  EXPECT_EQ(read->host, "node");
  EXPECT_EQ(read->pid, 4711);
  EXPECT_EQ(read->token, "a1b2");
  EXPECT_EQ(read->step, 12);
  EXPECT_EQ(read->steps, 100);
  EXPECT_EQ(read->operations, 31);
  EXPECT_EQ(read->operation, "sum");
  EXPECT_EQ(read->peak_bytes, int64_t{3} << 30);
  EXPECT_EQ(read->memory_bytes, int64_t{16} << 30);
  EXPECT_EQ(read->samples_per_second, 1.5);
  EXPECT_EQ(read->activity, Activity::kEvaluating);
  EXPECT_EQ(read->values_step, 11);
  EXPECT_EQ(read->message, "say \"\xef\xbf\xbd\" \\x1b[2J");
  EXPECT_EQ(read->exit_code, ExitCode::kInputOutput);
  EXPECT_EQ(read->values, (std::map<std::string, double>{{"loss", 0.25}}));
  EXPECT_EQ(read->files, std::vector<std::string>{"a.png"});
  EXPECT_EQ(read->resumable_step, 10);
  EXPECT_EQ(read->neighbours, status.neighbours);
  EXPECT_FALSE(read->is_final());
}

TEST(RankStatus, OneThatIsDamagedIsNothing) {
  const TemporaryDirectory temporary;
  const auto path = temporary.path() / "rank-0.json";
  RankStatus status;
  status.step = 12;
  write_rank_status(path, status);
  std::string text = read_file(path);
  text[text.find("12") + 1] = '6';
  replace_file(path, text);
  EXPECT_FALSE(read_rank_status(path));
}

TEST(RankStatus, WhatCannotBeReadIsNothing) {
  const TemporaryDirectory temporary;
  const auto path = temporary.path() / "rank-0.json";
  EXPECT_FALSE(read_rank_status(path));
  for (const char* text :
       {"", "{", "[]", "3", "{\"step\": \"x\"}", "{\"state\": \"asleep\"}", "{\"files\": [1]}",
        "{\"step\": 1e300}", "{\"rank\": 4294967296}", "{\"resumable_step\": 0.5}"}) {
    replace_file(path, text);
    EXPECT_FALSE(read_rank_status(path)) << text;
  }
  replace_file(path,
               "{\"terms\": " + std::string(1'000'000, '[') + std::string(1'000'000, ']') + "}");
  EXPECT_FALSE(read_rank_status(path)) << "nested deeper than a stack";
  replace_file(path, "{\"state\": \"done\", \"resumable_step\": null}");
  const auto read = read_rank_status(path);
  ASSERT_TRUE(read);
  EXPECT_TRUE(read->is_final());
  EXPECT_FALSE(read->resumable_step);
}

}  // namespace
}  // namespace tandem
