#include "launch/sweep/running_job.h"

#include <gtest/gtest.h>

#include <csignal>

#include "framework/core/files.h"
#include "tests/launch/installation.h"
#include "tests/support/temporary_directory.h"

namespace tandem {
namespace {

using std::chrono::seconds;
using testing_support::wait_until;

class RunningJobTest : public ::testing::Test {
 protected:
  /// Waits until the job has noted these signals, in this order, and no others.
  void expect_noted(const std::string& signals) const {
    wait_until([&] { return read_file(log_) == signals; }, "signals");
  }

  TemporaryDirectory temporary_;
  std::filesystem::path log_ = temporary_.path() / "log";
  RunningJob::Clock::time_point began_ = RunningJob::Clock::now();
  RunningJob job_{
      .job = {},
      .place = {},
      .claim = ProcessLock(temporary_.path() / "claim", {.what = "", .where = "", .advice = ""}),
      .child = std::make_unique<ChildProcess>(
          std::vector<std::string>{"sh", "-c",
                                   "for name in USR1 INT TERM; do trap \"echo $name\" $name; done; "
                                   "echo begins; while :; do sleep 0.01; done"},
          log_),
      .began = began_,
      .pace = JobPace(began_)};
};

TEST_F(RunningJobTest, IsStoppedHarderEachMinuteBehindItsLimit) {
  expect_noted("begins\n");
  stop_if_late(job_, seconds(100), began_ + seconds(99));
  EXPECT_EQ(job_.num_late_signals, 0);
  stop_if_late(job_, seconds(100), began_ + seconds(100));
  expect_noted("begins\nUSR1\n");
  stop_if_late(job_, seconds(100), began_ + seconds(159));
  EXPECT_EQ(job_.num_late_signals, 1);
  stop_if_late(job_, seconds(100), began_ + seconds(160));
  wait_until(
      [&] { return read_file(log_).size() == std::string("begins\nUSR1\nINT\nTERM\n").size(); },
      "both signals");
  EXPECT_FALSE(job_.child->poll());
  stop_if_late(job_, seconds(100), began_ + seconds(220));
  wait_until([&] { return job_.child->poll().has_value(); }, "end");
  EXPECT_EQ(job_.child->poll()->signal, SIGKILL);
  stop_if_late(job_, seconds(100), began_ + seconds(1000));
  EXPECT_EQ(job_.num_late_signals, 3);
}

}  // namespace
}  // namespace tandem
