#include "launch/worker/resolved_run.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "framework/core/error.h"
#include "tests/launch/worker/untrained_run.h"
#include "tests/support/error_message.h"

namespace tandem {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsSupersetOf;
using ::testing::Not;

class ResolvedRunTest : public ::testing::Test {
 protected:
  testing_support::UntrainedRun files_;
};

TEST_F(ResolvedRunTest, IsWhatTheConfigurationSays) {
  const RunConfiguration configuration =
      files_.new_run({"supervision.patience_seconds=30", "supervision.start_patience_seconds=40",
                      "ranks.share_gpus=true"});
  const ResolvedRun run = resolved_run(configuration);
  EXPECT_EQ(run.yaml, dump_yaml(configuration.section()));
  EXPECT_EQ(run.name, "test");
  EXPECT_EQ(run.steps, 10);
  EXPECT_EQ(run.micro_batches, 4);
  EXPECT_TRUE(run.shares_gpus);
  EXPECT_EQ(run.patience_seconds, 30);
  EXPECT_EQ(run.start_patience_seconds, 40);
  EXPECT_EQ(run.start_step, 0) << "a new run";
  EXPECT_EQ(run.parent, "");
}

TEST_F(ResolvedRunTest, ItsDeviceIsTheOneThatIsNamedWhateverThisMachineHas) {
  const ResolvedRun on_cpu = resolved_run(files_.new_run({"device=cpu"}));
  EXPECT_EQ(on_cpu.device, DeviceKind::kCpu);
  EXPECT_EQ(on_cpu.num_gpus, 0);
  EXPECT_EQ(resolved_run(files_.new_run({"device=cuda"})).device, DeviceKind::kCuda);
}

TEST_F(ResolvedRunTest, NamesTheOptionsThatABranchMayChange) {
  const ResolvedRun run = resolved_run(files_.new_run());
  const auto& options = run.live_options;
  EXPECT_THAT(run.live_above_zero, ElementsAre("learners.elbo.average_decay"));
  EXPECT_THAT(options,
              IsSupersetOf({"name", "steps", "evaluation.every", "data.path",
                            "learners.elbo.learning_rate", "learners.elbo.schedule.kind"}));
  for (const char* fixed : {"seed", "batch.size", "model.latent_size"}) {
    EXPECT_THAT(options, Not(Contains(fixed)));
  }
}

TEST_F(ResolvedRunTest, ANewRunIsCheckedWithItsOverrides) {
  EXPECT_EQ(resolved_new_run({files_.yaml(), "steps=20"}).steps, 20);
  EXPECT_THAT(message_of<ConfigError>([&] {
                resolved_new_run({files_.yaml(), "evaluation.split=valid"});
              }),
              AllOf(HasSubstr("override 'evaluation.split=valid'"), HasSubstr("/valid")));
  EXPECT_THAT(message_of<UsageError>([] { resolved_new_run({}); }),
              HasSubstr("the configuration is missing"));
}

}  // namespace
}  // namespace tandem
