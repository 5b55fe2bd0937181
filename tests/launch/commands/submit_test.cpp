// `tandem submit` from outside, with a fake worker and a fake sbatch.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <map>
#include <string>

#include "framework/core/files.h"
#include "tests/launch/fake_jobs.h"

namespace tandem {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using testing_support::CallResult;

class SubmitCommand : public testing_support::FakeJobs {
 protected:
  SubmitCommand() {
    installation_.set("PATH", installation_.root().string() + ":" + ::getenv("PATH"));
  }

  void make_sbatch(const std::string& script) const {
    const std::filesystem::path sbatch = installation_.root() / "sbatch";
    replace_file(sbatch, "#!/bin/sh\n" + script + "\n");
    std::filesystem::permissions(sbatch, std::filesystem::perms::owner_all);
  }
  CallResult submit(const std::vector<std::string>& more) {
    std::vector<std::string> arguments = {"submit", "train", "fake.yaml",
                                          "seed=2", "--run", installation_.run()};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return installation_.call(arguments);
  }
};

TEST_F(SubmitCommand, MakesARunAndHandsItsScriptToSbatch) {
  make_sbatch("echo Submitted batch job 7: \"$@\"");
  const CallResult result =
      submit({"--nodes", "1-2", "--ntasks-per-node=4", "--time", "1:00:00", "--ranks", "4",
              "--until", "2", "--max-requeues", "5", "--launcher-args", "--mem 2G", "--sbatch-args",
              "--account 'my lab'"});
  EXPECT_EQ(result.end.code, 0) << result.output;
  const RunPaths paths{installation_.run()};
  const std::filesystem::path script = paths.root / "job.sbatch";
  EXPECT_THAT(result.output, HasSubstr("Submitted batch job 7: " + script.string()));
  EXPECT_EQ(read_file(paths.config()), "name: fake\nsteps: 3\n");
  EXPECT_EQ(read_file(paths.overrides()), "seed=2\n");
  EXPECT_TRUE(std::filesystem::is_directory(paths.logs())) << "Slurm needs it";
  const std::string tandem = std::filesystem::canonical(installation_.tandem());
  EXPECT_THAT(read_file(script),
              AllOf(HasSubstr("--job-name=fake"), HasSubstr("--output=" + paths.logs().string()),
                    HasSubstr("--nodes=1-2 --ntasks-per-node=4 --time=1:00:00"),
                    HasSubstr("B:USR1@180"), HasSubstr("#SBATCH --account 'my lab'\n"),
                    HasSubstr("exec " + tandem + " resume " + paths.root.string() +
                              " --launcher srun --requeue --ranks=4 --until=2 "
                              "'--launcher-args=--mem 2G' --max-requeues=5")));
}

TEST_F(SubmitCommand, ADryRunPrintsTheScriptAndMakesNothing) {
  make_sbatch("exit 1");
  const CallResult result = submit({"--nodes=2", "--dry-run"});
  EXPECT_EQ(result.end.code, 0) << result.output;
  EXPECT_THAT(result.output, AllOf(HasSubstr("#!/bin/bash\n"), HasSubstr("#SBATCH --nodes=2\n")));
  EXPECT_FALSE(std::filesystem::exists(installation_.run()));
}

TEST_F(SubmitCommand, ANodeHasAPlaceForARankOnEachOfItsGpus) {
  for (const auto& [gpus, places] : std::map<std::string, std::string>{
           {"4", "4"}, {"a100:8", "8"}, {"a100", "1"}, {"a100:4,v100:2", "6"}}) {
    EXPECT_THAT(submit({"--gpus-per-node", gpus, "--dry-run"}).output,
                HasSubstr("#SBATCH --ntasks-per-node=" + places + " --gpus-per-node=" + gpus));
  }
  EXPECT_THAT(submit({"--gpus-per-node=0", "--dry-run"}).output, Not(HasSubstr("ntasks")));
  for (const char* given :
       {"--ntasks-per-node=2", "--sbatch-args=--ntasks-per-gpu=2", "--sbatch-args=-n 2"}) {
    const std::string script = submit({"--gpus-per-node=4", given, "--dry-run"}).output;
    EXPECT_THAT(script,
                AllOf(HasSubstr("--gpus-per-node=4"), Not(HasSubstr("--ntasks-per-node=4"))));
  }
}

TEST_F(SubmitCommand, PlacesThatStayIdleAreNamed) {
  const auto warnings = [&](std::vector<std::string> more) {
    more.push_back("--dry-run");
    return submit(more).output;
  };
  EXPECT_THAT(warnings({"--nodes=1-2", "--gpus-per-node=4"}),
              HasSubstr("warning: 4 of the 8 places stay idle: a batch in 4 micro-batches"));
  EXPECT_THAT(warnings({"--nodes=3", "--ntasks-per-node=2", "--gpus-per-node=8"}),
              Not(HasSubstr("idle")))
      << "4 of 6 are the most that can share 4";
  EXPECT_THAT(warnings({"--nodes=4", "--gpus-per-node=2", "--ranks=2"}), Not(HasSubstr("idle")));
  EXPECT_THAT(warnings({"--nodes=2", "--gpus-per-node=4", "--sbatch-args=--ntasks=4"}),
              Not(HasSubstr("idle")));
  EXPECT_THAT(warnings({"--nodes=4"}), Not(HasSubstr("idle"))) << "Slurm decides";
}

TEST_F(SubmitCommand, WhatSbatchSaysAgainstItIsSaid) {
  make_sbatch("echo sbatch: error: invalid partition specified >&2; exit 1");
  const CallResult result = submit({"--partition", "none"});
  EXPECT_EQ(result.end.code, 74);
  EXPECT_THAT(result.output,
              AllOf(HasSubstr("invalid partition"),
                    HasSubstr("sbatch " + (installation_.run() / "job.sbatch").string())));
}

TEST_F(SubmitCommand, WithoutSbatchNothingIsMade) {
  installation_.set("PATH", installation_.root());
  const CallResult result = submit({});
  EXPECT_EQ(result.end.code, 74) << result.output;
  EXPECT_THAT(result.output,
              AllOf(HasSubstr("sbatch: there is no such program"), HasSubstr("Nothing was made")));
  EXPECT_FALSE(std::filesystem::exists(installation_.run()));
}

TEST_F(SubmitCommand, WhatTheAllocationDecidesIsNoOption) {
  for (const char* option : {"--hosts=a", "--launcher=mpirun"}) {
    const CallResult result = submit({option});
    EXPECT_EQ(result.end.code, 64);
    EXPECT_THAT(result.output, HasSubstr("Slurm chooses the hosts"));
  }
  EXPECT_EQ(submit({"--signal-before=0"}).end.code, 64);
  EXPECT_FALSE(std::filesystem::exists(installation_.run()));
}

TEST_F(SubmitCommand, AMisspeltOptionGetsTheNearest) {
  for (const CallResult& result :
       {submit({"--tme=1:00:00"}), installation_.call({"submit", "--tme=1:00:00"})}) {
    EXPECT_EQ(result.end.code, 64);
    EXPECT_THAT(result.output, HasSubstr("Did you mean '--time'?"));
  }
}

TEST_F(SubmitCommand, AJobIsNotAskedToEndAsSoonAsItHasBegun) {
  for (const auto& [time, signal] : std::map<std::string, std::string>{{"4", "180"},
                                                                       {"3", "90"},
                                                                       {"2:00", "60"},
                                                                       {"0:03:59", "119"},
                                                                       {"0-1", "180"},
                                                                       {"1-0:0:1", "180"},
                                                                       {"0", "180"},
                                                                       {"UNLIMITED", "180"}}) {
    EXPECT_THAT(submit({"--dry-run", "--time", time}).output,
                HasSubstr("--signal=B:USR1@" + signal + " "))
        << time;
  }
  EXPECT_THAT(submit({"--dry-run", "--time=2:00", "--signal-before=90"}).output,
              HasSubstr("B:USR1@90 "));
  const CallResult refused = submit({"--time=2:00", "--signal-before=91"});
  EXPECT_EQ(refused.end.code, 64);
  EXPECT_THAT(refused.output, AllOf(HasSubstr("asked to end as soon as it has begun"),
                                    HasSubstr("at most 90 seconds")));
}

TEST_F(SubmitCommand, ARunThatIsThereIsNotReplaced) {
  make_sbatch("exit 0");
  ASSERT_EQ(submit({}).end.code, 0);
  EXPECT_EQ(submit({}).end.code, 65);
}

}  // namespace
}  // namespace tandem
