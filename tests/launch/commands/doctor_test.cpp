// `tandem doctor` from outside, with a fake worker.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "tests/launch/installation.h"

namespace tandem {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using testing_support::CallResult;
using testing_support::Installation;

TEST(DoctorCommand, ReportsEachFinding) {
  Installation installation;
  const CallResult result = installation.call({"doctor"});
  EXPECT_EQ(result.end.code, 0) << result.output;
  EXPECT_THAT(result.output, AllOf(HasSubstr("ok       mpirun"), HasSubstr("ok       worker"),
                                   HasSubstr("ok       two ranks"), HasSubstr("LibTorch")));
}

TEST(DoctorCommand, SaysWhatIsMissing) {
  Installation installation;
  std::filesystem::remove(installation.root() / "tandem-worker");
  installation.set("PATH", "/nowhere");
  const CallResult result = installation.call({"doctor"});
  EXPECT_EQ(result.end.code, 70);
  EXPECT_THAT(result.output, AllOf(HasSubstr("missing  mpirun"), HasSubstr("missing  worker")));
}

}  // namespace
}  // namespace tandem
