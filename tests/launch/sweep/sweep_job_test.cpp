#include "launch/sweep/sweep_job.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>
#include <map>
#include <sstream>
#include <string>

#include "framework/core/error.h"
#include "framework/core/files.h"
#include "launch/interruption.h"
#include "launch/job/core_count.h"
#include "launch/job/stop_signals.h"
#include "tests/launch/fake_slurm.h"
#include "tests/launch/job/allocation.h"
#include "tests/launch/option_command.h"
#include "tests/support/error_message.h"
#include "tests/support/hanging_file.h"
#include "tests/support/standard_error.h"
#include "tests/support/temporary_directory.h"

namespace tandem {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

/// Whether a process waits for a lock that another one has.
bool waits_for_lock(pid_t process) {
  std::istringstream locks(read_fleeting_file("/proc/locks"));
  const std::string number = " " + std::to_string(process) + " ";
  for (std::string line; std::getline(locks, line);) {
    if (line.find("-> FLOCK") != std::string::npos && line.find(number) != std::string::npos) {
      return true;
    }
  }
  return false;
}

/// A call that was stopped, and has Slurm start its job again.
void check_goes_on_later(const testing_support::CallResult& result) {
  EXPECT_EQ(result.end.code, 75) << result.output;
  EXPECT_THAT(result.output, AllOf(HasSubstr("interrupted before there was an answer"),
                                   HasSubstr("asking Slurm to start job 7 again")));
}

class SweepJob : public ::testing::Test {
 protected:
  CommandCall call(const Arguments& arguments) const {
    return parse_call(command_, "tandem", arguments);
  }
  Slots slots(const Arguments& arguments, const std::vector<ResolvedRun>& families = {}) const {
    return slots_of(call(arguments), sweep_, families);
  }

  void write_definition() {
    const SweepPaths paths{directory_.path()};
    replace_file(directory_ / "x.yaml", "");
    sweep_.name = "s";
    sweep_.metric = "loss";
    sweep_.trials = 3;
    sweep_.families = {{.label = "", .config = directory_ / "x.yaml"}};
    sweep_.space.parameters = {{.name = "x", .distribution = reals(0, 1), .keys = {"x"}}};
    replace_file(paths.definition(), to_yaml(sweep_, paths.root));
  }

  TemporaryDirectory directory_;
  SweepDefinition sweep_;

 private:
  const Command command_ = testing_support::command_with<add_slot_options>();
  const testing_support::AllocationVariables no_allocation_{{}};
};

TEST_F(SweepJob, TheOnlyWordIsItsDirectory) {
  EXPECT_EQ(named_sweep(call({"sweeps/a", "--slots", "2"})), "sweeps/a");
  for (const Arguments& words : {Arguments{}, {"a", "b"}}) {
    EXPECT_THAT(message_of<UsageError>([&] { named_sweep(call(words)); }),
                HasSubstr("one directory of a sweep is wanted"));
  }
}

TEST_F(SweepJob, JobsRunOnTheCoresOfThisMachineUnlessHostsAreNamed) {
  EXPECT_EQ(slots({}).size(), static_cast<size_t>(count_cores()));
  EXPECT_EQ(slots({"--slots", "1"}).size(), 1U);
  sweep_.placement.ranks_per_trial = 2;
  Slots hosts = slots({"--hosts", "a:4,b:2"});
  EXPECT_EQ(hosts.size(), 3U);
  const auto place = hosts.take({.waiting = 3, .micro_batches = 8});
  ASSERT_TRUE(place);
  EXPECT_EQ(hosts_words(*place), "a:2");
}

TEST_F(SweepJob, WhereAnyFamilyTrainsOnGpusJobsRunOnThose) {
  const ResolvedRun on_cpu{.yaml = "", .name = "x", .num_gpus = 8};
  const ResolvedRun on_gpu{.yaml = "", .name = "y", .device = DeviceKind::kCuda, .num_gpus = 3};
  EXPECT_EQ(slots({}, {on_cpu, on_gpu}).size(), 3U);
}

TEST_F(SweepJob, JobsAreStartedAsTheCallSays) {
  Slots all = slots({"--hosts=a:1", "--launcher-args=--mem 2G", "--pass-env=PATH"});
  const auto place = all.take({});
  ASSERT_TRUE(place);
  EXPECT_THAT(place->launcher_words, ElementsAre("--launcher-args=--mem 2G", "--pass-env=PATH"));
}

TEST_F(SweepJob, FewerThanOneSlotIsRefused) {
  for (const std::string number : {"0", "-1"}) {
    EXPECT_THAT(message_of<UsageError>([&] { slots({"--slots=" + number}); }),
                HasSubstr("--slots: not one trial could run; expected at least 1, got " + number));
  }
}

TEST_F(SweepJob, ADirectoryWithoutADefinitionIsNoSweep) {
  EXPECT_THAT(message_of<ConfigError>([&] { read_sweep({directory_.path()}); }),
              AllOf(HasSubstr(directory_.path().string() + ": is not the directory of a sweep"),
                    HasSubstr("a directory with sweep.yaml"), HasSubstr("`tandem sweep FILE`")));
}

TEST_F(SweepJob, IsReadAsItWasWritten) {
  write_definition();
  EXPECT_EQ(read_sweep({directory_.path()}), sweep_);
}

TEST_F(SweepJob, AStopBeforeAnythingHasStartedIsOneThatSlurmGoesOnFrom) {
  write_definition();
  testing_support::Installation installation;
  testing_support::enter_fake_job(installation);
  installation.set("FAKE_UNANSWERED", "resolve-each");
  for (const char* action : {"resume", "work"}) {
    ChildProcess tandem = installation.start({"sweep", action, directory_.path(), "--requeue"});
    installation.wait_for_output("asked ");
    tandem.send(SIGUSR1);
    check_goes_on_later(installation.finish(tandem));
  }
}

TEST_F(SweepJob, AStopBeforeTheDirectoryAnswersEndsTheWaitForIt) {
  const SweepPaths paths{directory_.path()};
  const testing_support::HangingFile hanging(paths.definition());
  const StopSignals held;
  ASSERT_EQ(::raise(SIGUSR1), 0);
  EXPECT_THROW(continued_sweep(paths), Interrupted);
}

TEST_F(SweepJob, AStopBeforeALockIsGivenBackEndsTheWaitForIt) {
  write_definition();
  const SweepPaths paths{directory_.path()};
  testing_support::Installation installation;
  testing_support::enter_fake_job(installation);
  make_directories(paths.workers_lock().parent_path());
  const std::map<std::string, std::filesystem::path> locks = {{"resume", paths.decisions_lock()},
                                                              {"work", paths.workers_lock()}};
  for (const auto& [action, file] : locks) {
    const ProcessLock others(file, {.what = "the sweep", .where = paths.root, .advice = ""});
    ChildProcess tandem =
        installation.start({"sweep", action, directory_.path(), "--hosts=n1:1", "--requeue"});
    testing_support::wait_until([&] { return waits_for_lock(tandem.pid()); }, "wait for a lock");
    tandem.send(SIGUSR1);
    check_goes_on_later(installation.finish(tandem));
  }
}

TEST_F(SweepJob, AllThatIsWrongIsSaidAtOnce) {
  sweep_.seeds = {1, 1};
  sweep_.families = {{.label = "", .config = directory_ / "none.yaml"}};
  ParsedSweep parsed{.definition = sweep_, .problems = {}};
  parsed.problems.add({.what = "there is no configuration"});
  EXPECT_THAT(message_of<ConfigError>([&] { checked_sweep(parsed, "sweep.yaml", true); }),
              AllOf(HasSubstr("2 problems in the sweep"), HasSubstr("there is no configuration"),
                    HasSubstr("Seed 1 is there twice.")));
}

TEST_F(SweepJob, AnErrorIsNotHiddenByWarnings) {
  sweep_.sampler.kind = "grid";
  sweep_.trials = 2;
  sweep_.scheduler.eta = 2;
  sweep_.space.parameters = {{.name = "x", .distribution = categorical({"1", "2"}), .keys = {"x"}}};
  const auto check = [&] {
    checked_sweep({.definition = sweep_, .problems = {}}, "s.yaml", false);
  };
  const auto warnings = testing_support::standard_error_of(check);
  EXPECT_THAT(warnings, HasSubstr("does not read scheduler.eta"));
  sweep_.seeds = {1, 1};
  EXPECT_EQ(testing_support::standard_error_of([&] { EXPECT_THROW(check(), ConfigError); }), "");
}

TEST_F(SweepJob, ASweepWithoutANumberOfTrialsHasAllThatTheSamplerHas) {
  sweep_.sampler.kind = "grid";
  sweep_.space.parameters = {
      {.name = "x", .distribution = categorical({"1", "2", "3"}), .keys = {"x"}}};
  const auto trials = [&] {
    return checked_sweep({.definition = sweep_, .problems = {}}, "sweep.yaml", false)
        .definition.trials;
  };
  EXPECT_EQ(trials(), 3);
  sweep_.trials = 2;
  EXPECT_EQ(trials(), 2);
}

}  // namespace
}  // namespace tandem
