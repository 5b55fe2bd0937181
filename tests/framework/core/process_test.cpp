#include "framework/core/process.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <ctime>
#include <filesystem>
#include <vector>

#include "framework/core/files.h"
#include "tests/support/temporary_directory.h"

namespace tandem {
namespace {

TEST(Process, TheTimeIsThatOfUniversalTimeToTheSecond) {
  EXPECT_THAT(utc_time(), testing::MatchesRegex("20..-..-..T..:..:..Z"));
}

TEST(Process, TheTimeAsANumberIsTheSame) {
  const auto before = static_cast<double>(std::time(nullptr));
  const double now = seconds_since_1970();
  EXPECT_GE(now, before - 1);
  EXPECT_LE(now, static_cast<double>(std::time(nullptr)) + 1);
}

TEST(Process, TheHostHasAName) { EXPECT_FALSE(host_name().empty()); }

TEST(Process, AControlGroupAllowsAtLeastOneCore) {
  const int64_t limit = control_group_limit(-5);
  EXPECT_TRUE(limit == -5 || limit >= 1) << limit;
}

TEST(Process, TheSmallestLimitOfTheControlGroupsAroundItHolds) {
  const TemporaryDirectory root;
  EXPECT_EQ(control_group_limit(7, root.path()), 7) << "no control groups";
  const auto groups = root / "sys/fs/cgroup";
  std::filesystem::create_directories(groups / "batch" / "job" / "rank");
  std::filesystem::create_directories(root / "proc/self");
  write_file_synced(root / "proc/self/cgroup", "4:memory:/other\n0::/batch/job/rank\n");
  EXPECT_EQ(control_group_limit(7, root.path()), 7) << "no limits";
  write_file_synced(groups / "batch" / "job" / "cpu.max", "250000 100000\n");
  write_file_synced(groups / "batch" / "job" / "rank" / "cpu.max", "max 100000\n");
  EXPECT_EQ(control_group_limit(7, root.path()), 3);
  write_file_synced(groups / "batch" / "cpu.max", "400000 100000\n");
  EXPECT_EQ(control_group_limit(7, root.path()), 3);
  write_file_synced(groups / "batch" / "job" / "rank" / "cpu.max", "20000 100000\n");
  EXPECT_EQ(control_group_limit(7, root.path()), 1);
  write_file_synced(root / "proc/self/cgroup", "0::/\n");
  EXPECT_EQ(control_group_limit(7, root.path()), 7) << "the other groups are not its own";
  write_file_synced(groups / "cpu.max", "200000 100000\n");
  EXPECT_EQ(control_group_limit(7, root.path()), 2);
}

TEST(Process, TheMemoryOfAControlGroupIsAPartOfThatOfTheMachine) {
  const TemporaryDirectory root;
  const int64_t machine = usable_memory_bytes(root.path());
  EXPECT_GT(machine, int64_t{1} << 20);
  const auto groups = root / "sys/fs/cgroup";
  std::filesystem::create_directories(groups / "job");
  std::filesystem::create_directories(root / "proc/self");
  write_file_synced(root / "proc/self/cgroup", "0::/job\n");
  write_file_synced(groups / "memory.max", "max\n");
  EXPECT_EQ(usable_memory_bytes(root.path()), machine);
  write_file_synced(groups / "job" / "memory.max", "1048576\n");
  EXPECT_EQ(usable_memory_bytes(root.path()), 1048576);
}

TEST(Process, ItsPeakOfMemoryStays) {
  constexpr size_t kBytes = size_t{64} << 20;
  const int64_t before = peak_resident_bytes();
  EXPECT_GT(before, 0);
  { const std::vector<char> touched(kBytes, 'x'); }
  EXPECT_GE(peak_resident_bytes(), before);
  EXPECT_GE(peak_resident_bytes(), static_cast<int64_t>(kBytes));
}

TEST(Process, IsKnownByItsNumber) {
  EXPECT_EQ(process_state(::getpid()), 'R');
  EXPECT_EQ(process_parent(::getpid()), ::getppid());
  constexpr int64_t kNobody = int64_t{1} << 40;
  EXPECT_EQ(process_state(kNobody), '\0');
  EXPECT_EQ(process_parent(kNobody), 0);
}

TEST(Process, OneThatHasEndedIsKnownUntilItIsWaitedFor) {
  const pid_t child = ::fork();
  if (child == 0) ::_exit(0);
  while (process_state(child) != 'Z') ::usleep(1000);
  EXPECT_EQ(process_parent(child), ::getpid());
  ASSERT_EQ(::waitpid(child, nullptr, 0), child);
  EXPECT_EQ(process_state(child), '\0');
}

}  // namespace
}  // namespace tandem
