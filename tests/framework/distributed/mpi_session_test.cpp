#include "framework/distributed/mpi_session.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "framework/core/error.h"
#include "tests/support/environment_variable.h"

namespace tandem {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing_support::EnvironmentVariable;

TEST(MpiSession, AProcessStartedAloneIsRankZeroOfOne) {
  const MpiSession session;
  EXPECT_EQ(session.rank(), 0);
  EXPECT_EQ(session.size(), 1);
  EXPECT_EQ(session.local_rank(), 0);
  EXPECT_EQ(session.communicator(at::kCPU)->size(), 1);
  EXPECT_TRUE(session.may_end_with_code());
}

TEST(MpiSession, ABatchScriptWithoutLauncherIsAlone) {
  const EnvironmentVariable tasks("SLURM_NTASKS", "4");
  EXPECT_EQ(MpiSession().size(), 1);
}

TEST(MpiSession, OneRankOfALauncherIsAlone) {
  const EnvironmentVariable size("OMPI_COMM_WORLD_SIZE", "1");
  EXPECT_EQ(MpiSession().size(), 1);
  EXPECT_TRUE(MpiSession().may_end_with_code());
}

TEST(MpiSession, AnUnusableVariableIsNamed) {
  const EnvironmentVariable size("OMPI_COMM_WORLD_SIZE", "two");
  try {
    const MpiSession session;
    ADD_FAILURE() << "accepted";
  } catch (const CommunicationError& error) {
    EXPECT_THAT(error.what(), AllOf(HasSubstr("OMPI_COMM_WORLD_SIZE"), HasSubstr("'two'")));
  }
}

TEST(MpiSessionDeathTest, AbortEndsTheProcessWithTheCode) {
  EXPECT_EXIT(MpiSession().abort(70), testing::ExitedWithCode(70), "");
}

}  // namespace
}  // namespace tandem
