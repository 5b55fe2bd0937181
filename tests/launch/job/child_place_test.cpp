#include "launch/job/child_place.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sched.h>
#include <unistd.h>

#include <string>

#include "framework/core/files.h"
#include "launch/job/child_process.h"
#include "launch/job/core_count.h"
#include "tests/support/environment_variable.h"
#include "tests/support/temporary_directory.h"

namespace tandem {
namespace {

using ::testing::Contains;
using ::testing::Not;
using ::testing::StartsWith;
using testing_support::EnvironmentVariable;

TEST(ChildPlace, NamesItsGpus) {
  const auto environment = child_environment({.gpus = {1, 3}});
  EXPECT_THAT(environment, Contains("CUDA_VISIBLE_DEVICES=1,3"));
  EXPECT_THAT(environment, Contains(StartsWith("PATH=")));
  EXPECT_THAT(child_environment({}), Not(Contains(StartsWith("CUDA_VISIBLE_DEVICES="))));
}

TEST(ChildPlace, NamesGpusAsThisProcessSeesThem) {
  const EnvironmentVariable visible("CUDA_VISIBLE_DEVICES", "4,GPU-7a,6");
  const auto environment = child_environment({.gpus = {1, 2}});
  EXPECT_THAT(environment, Contains("CUDA_VISIBLE_DEVICES=GPU-7a,6"));
  EXPECT_THAT(environment, Not(Contains("CUDA_VISIBLE_DEVICES=4,GPU-7a,6")));
}

TEST(ChildPlace, NumbersOfOtherMachinesAreTheirOwn) {
  const EnvironmentVariable visible("CUDA_VISIBLE_DEVICES", "4");
  const auto environment = child_environment({.host_gpus = {1, 2}});
  EXPECT_THAT(environment, Contains("CUDA_VISIBLE_DEVICES=1,2"));
  EXPECT_THAT(environment, Not(Contains("CUDA_VISIBLE_DEVICES=4")));
}

TEST(ChildPlace, CoresAreThoseOfChildrenAlone) {
  const std::vector<int> before = own_cores();
  const TemporaryDirectory temporary;
  ChildProcess child({"sh", "-c", "nproc"}, temporary.path() / "out",
                     {.place = {.cores = {before.back()}}});
  while (!child.poll()) ::usleep(1000);
  EXPECT_EQ(read_file(temporary.path() / "out"), "1\n");
  EXPECT_EQ(own_cores(), before);
}

}  // namespace
}  // namespace tandem
