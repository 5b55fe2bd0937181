#include "launch/job/child_place.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sched.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <string>

#include "framework/core/files.h"
#include "launch/job/child_process.h"
#include "launch/job/core_count.h"
#include "tests/support/temporary_directory.h"

namespace tandem {
namespace {

using ::testing::Contains;
using ::testing::Not;
using ::testing::StartsWith;

TEST(ChildPlace, NamesItsGpusAndItsParent) {
  const auto environment = child_environment({.gpus = {1, 3}});
  EXPECT_THAT(environment, Contains("CUDA_VISIBLE_DEVICES=1,3"));
  EXPECT_THAT(environment, Contains("TANDEM_PARENT=" + std::to_string(::getpid())));
  EXPECT_THAT(environment, Contains(StartsWith("PATH=")));
  EXPECT_THAT(child_environment({}), Not(Contains(StartsWith("CUDA_VISIBLE_DEVICES="))));
}

TEST(ChildPlace, NamesGpusAsThisProcessSeesThem) {
  ASSERT_EQ(::setenv("CUDA_VISIBLE_DEVICES", "4,GPU-7a,6", 1), 0);
  const auto environment = child_environment({.gpus = {1, 2}});
  ::unsetenv("CUDA_VISIBLE_DEVICES");
  EXPECT_THAT(environment, Contains("CUDA_VISIBLE_DEVICES=GPU-7a,6"));
  EXPECT_THAT(environment, Not(Contains("CUDA_VISIBLE_DEVICES=4,GPU-7a,6")));
}

TEST(ChildPlace, CoresAreThoseOfChildrenAlone) {
  const std::vector<int> before = own_cores();
  const TemporaryDirectory temporary;
  ChildProcess child({"sh", "-c", "nproc"}, temporary.path() / "out",
                     ChildPlace{.cores = {before.back()}});
  while (!child.poll()) ::usleep(1000);
  EXPECT_EQ(read_file(temporary.path() / "out"), "1\n");
  EXPECT_EQ(own_cores(), before);
}

/// Forks a parent whose child waits for its end; returns how the child ended.
int status_of_orphan(bool is_late) {
  std::array<int, 2> ends{};
  EXPECT_EQ(::pipe(ends.data()), 0);
  const pid_t parent = ::fork();
  if (parent == 0) {
    const pid_t child = ::fork();
    if (child == 0) {
      ::setenv("TANDEM_PARENT", std::to_string(is_late ? 1 : ::getppid()).c_str(), 1);
      // Writes when it ends by SIGTERM.
      static int writer = ends[1];
      ::signal(SIGTERM, [](int) {
        [[maybe_unused]] const auto written = ::write(writer, "T", 1);
        ::_exit(0);
      });
      end_with_parent();
      [[maybe_unused]] const auto written = ::write(writer, "-", 1);
      for (;;) ::pause();
    }
    char ready = 0;
    [[maybe_unused]] const auto count = ::read(ends[0], &ready, 1);
    [[maybe_unused]] const auto written = ::write(ends[1], &ready, 1);
    ::_exit(0);
  }
  int status = 0;
  ::waitpid(parent, &status, 0);
  ::close(ends[1]);
  std::string all;
  char byte = 0;
  while (::read(ends[0], &byte, 1) == 1) all += byte;
  ::close(ends[0]);
  return all.find('T') != std::string::npos ? 1 : 0;
}

TEST(ChildPlace, AChildEndsWithItsParent) { EXPECT_EQ(status_of_orphan(false), 1); }

TEST(ChildPlace, AChildThatIsTooLateEndsAtOnce) { EXPECT_EQ(status_of_orphan(true), 1); }

}  // namespace
}  // namespace tandem
