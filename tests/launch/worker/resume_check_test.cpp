#include "launch/worker/resume_check.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "framework/core/error.h"
#include "framework/runs/checkpoint_record.h"
#include "framework/runs/json_lines.h"
#include "launch/worker/numerics.h"
#include "launch/worker/run_facts.h"
#include "tests/launch/worker/untrained_run.h"
#include "tests/support/error_message.h"
#include "tests/support/standard_error.h"

namespace tandem {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using testing_support::standard_error_of;

/// A run that was started, computed in a way that is called "exact", with a checkpoint every 4
/// steps.
class ResumeCheck : public ::testing::Test {
 protected:
  ResumeCheck() { start(0); }

  RunManifest manifest() const { return RunManifest(paths_.root); }
  /// From the checkpoint of a step.
  void start(int64_t step) const {
    manifest().start(run_facts(run_.resumed(), "", ""), {.hosts = {"here"},
                                                         .devices = {"cpu"},
                                                         .numerics = "exact",
                                                         .versions = {},
                                                         .start_step = step});
  }
  void edit(const std::string& from, const std::string& to) const {
    std::string text = read_file(paths_.config());
    text.replace(text.find(from), from.size(), to);
    replace_file(paths_.config(), text);
  }

  void check(const std::vector<std::string>& overrides,
             OptionChange kind = OptionChange::kAnytime) const {
    check_options(paths_, manifest(), run_.resumed(overrides), kind);
  }
  std::string refusal(const std::vector<std::string>& overrides,
                      OptionChange kind = OptionChange::kAnytime) const {
    return message_of<ConfigError>([&] { check(overrides, kind); });
  }

  testing_support::UntrainedRun run_;
  RunPaths paths_ = run_.paths();
};

TEST_F(ResumeCheck, ARunKeepsItsOptionsButForThoseThatMayChange) {
  EXPECT_EQ(standard_error_of([&] { check({}); }), "");
  EXPECT_EQ(standard_error_of([&] {
              check({"steps=20", "checkpoint.every=5", "data.path=b.h5"});
            }),
            "");
  EXPECT_THAT(refusal({"batch.size=16", "seed=3", "steps=20"}),
              AllOf(HasSubstr("a resumed run keeps its options; these differ:"),
                    HasSubstr("batch.size: was 8, is 16"), HasSubstr("seed: was 1, is 3"),
                    HasSubstr("got 2 other"), Not(HasSubstr("steps: was")),
                    HasSubstr("`tandem train --from`")));
}

TEST_F(ResumeCheck, ABranchMayChangeMore) {
  const std::string rate = "learners.elbo.learning_rate=0.125";
  EXPECT_THAT(refusal({rate}), HasSubstr("learners.elbo.learning_rate: was "));
  EXPECT_NO_THROW(check({rate, "steps=20"}, OptionChange::kLive));
  EXPECT_THAT(refusal({rate, "batch.size=16"}, OptionChange::kLive),
              AllOf(HasSubstr("a branch of a run keeps its options"), HasSubstr("got 1 other"),
                    HasSubstr("`tandem config CONFIG help` marks what may change.")));
}

TEST_F(ResumeCheck, AnOverrideThatNothingReadsIsRefused) {
  for (const OptionChange kind : {OptionChange::kAnytime, OptionChange::kLive}) {
    EXPECT_THAT(refusal({"learners.elbo.momentum=0.5"}, kind),
                HasSubstr("nothing reads 'learners.elbo.momentum'"));
  }
}

TEST_F(ResumeCheck, AnEditCountsAsAnyChange) {
  edit("steps: 10", "steps: 12");
  EXPECT_THAT(standard_error_of([&] { check({}); }),
              HasSubstr(paths_.config().string() + " was edited: steps: was 10, is 12"));
  EXPECT_NO_THROW(check_configuration(paths_, run_.resumed()));
  edit("seed: 1", "seed: 2");
  EXPECT_THAT(refusal({}), HasSubstr("seed: was 1, is 2"));
  EXPECT_THAT(message_of<ConfigError>([&] { check_configuration(paths_, run_.resumed()); }),
              AllOf(HasSubstr("this is not what the run was trained by:"),
                    HasSubstr("seed: was 1, is 2"), Not(HasSubstr("steps"))));
}

TEST_F(ResumeCheck, AnEditThatMayBeIsLogged) {
  EXPECT_EQ(standard_error_of([&] { check_configuration(paths_, run_.resumed()); }), "");
  edit("steps: 10", "steps: 12");
  EXPECT_THAT(standard_error_of([&] { check_configuration(paths_, run_.resumed()); }),
              HasSubstr("was edited"));
}

TEST_F(ResumeCheck, BeforeItsFirstStartARunIsWhatItsConfigurationSays) {
  std::filesystem::remove(paths_.manifest());
  EXPECT_NO_THROW(check_configuration(paths_, run_.resumed()));
  EXPECT_THAT(refusal({"seed=3"}), HasSubstr("seed: was 1, is 3"));
  EXPECT_NO_THROW(check_lines(paths_, manifest(), 8));
}

TEST_F(ResumeCheck, ABranchDoesNotGoOnFromBeforeItsOrigin) {
  EXPECT_NO_THROW(check_origin(paths_, manifest(), 0)) << "it is no branch";
  std::filesystem::remove(paths_.manifest());
  manifest().begin_branch({.run = "runs/parent", .step = 6}, "digest");
  EXPECT_NO_THROW(check_origin(paths_, manifest(), 6));
  EXPECT_THAT(message_of<CheckpointError>([&] { check_origin(paths_, manifest(), 5); }),
              AllOf(HasSubstr("a branch of runs/parent@6"), HasSubstr("checkpoints")));
}

/// metrics.jsonl of the run.
class ResumedLines : public ResumeCheck {
 protected:
  void write_record(int64_t step) const {
    JsonLines(paths_.metrics()).append(to_line(CheckpointRecord{.step = step}));
  }
  void write_values(int64_t step) const {
    JsonLines(paths_.metrics()).append({{"step", step}, {"loss", 0.5}});
  }
  void expect_cut(int64_t step) const {
    EXPECT_THAT(message_of<DataError>([&] { check_lines(paths_, manifest(), step); }),
                AllOf(HasSubstr(paths_.metrics().string() + ": the file was cut"),
                      HasSubstr("a line about the checkpoint of step " + std::to_string(step)),
                      HasSubstr("--step")));
  }
};

TEST_F(ResumedLines, TellOfTheCheckpointToGoOnFrom) {
  expect_cut(4);
  write_record(4);
  write_values(8);
  EXPECT_NO_THROW(check_lines(paths_, manifest(), 4));
  expect_cut(8);
  write_record(8);
  EXPECT_NO_THROW(check_lines(paths_, manifest(), 8));
}

TEST_F(ResumedLines, TellOfNoneThatAStopAskedFor) {
  write_record(4);
  EXPECT_NO_THROW(check_lines(paths_, manifest(), 6));
}

TEST_F(ResumedLines, ThatTellOfNoCheckpointAreOfAnEarlierVersion) {
  write_values(4);
  write_values(8);
  EXPECT_NO_THROW(check_lines(paths_, manifest(), 8));
}

TEST_F(ResumedLines, OfBeforeTheLastStartAreNotAskedFor) {
  start(8);
  EXPECT_NO_THROW(check_lines(paths_, manifest(), 4));
  EXPECT_NO_THROW(check_lines(paths_, manifest(), 8));
  expect_cut(12);
}

TEST_F(ResumeCheck, OtherNumericsAreLogged) {
  const auto said = [&](const std::string& numerics, int64_t step) {
    return standard_error_of([&] { warn_of_changes(paths_, manifest(), numerics, step); });
  };
  EXPECT_EQ(said("exact", 4), "");
  EXPECT_THAT(said("other", 4), HasSubstr("it was computed by exact, and goes on by other"));
  std::filesystem::remove(paths_.manifest());
  EXPECT_THAT(said("other", 4), AllOf(HasSubstr(paths_.manifest().string() + " is missing"),
                                      Not(HasSubstr("goes on by"))));
  EXPECT_EQ(said("other", 0), "") << "it was never started";
}

TEST_F(ResumeCheck, OtherNumericsOfThisMachineAreSaidByItsOptions) {
  const RunConfiguration configuration = run_.resumed({"device=cpu", "numerics.threads=2"});
  EXPECT_THAT(numerics_change_here(manifest(), configuration.options()),
              HasSubstr("goes on by " + numerics_identity({.threads = 2}, at::kCPU)));
  std::filesystem::remove(paths_.manifest());
  EXPECT_EQ(numerics_change_here(manifest(), configuration.options()), "")
      << "it was never started";
}

}  // namespace
}  // namespace tandem
