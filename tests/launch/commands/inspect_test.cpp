// `tandem inspect` from outside, with a fake worker.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "tests/launch/installation.h"

namespace tandem {
namespace {

using testing_support::Installation;

TEST(InspectCommand, RunsAreTheWorkersAndTheirOptionsAreNotForDataSets) {
  Installation installation;
  EXPECT_EQ(installation.call({"inspect", installation.root()}).output,
            "<inspect><" + installation.root().string() + ">");
  EXPECT_EQ(installation.call({"inspect", "--step", "40", installation.root()}).output,
            "<inspect><--step><40><" + installation.root().string() + ">");
  EXPECT_EQ(installation.call({"inspect", installation.root(), "--best"}).output,
            "<inspect><" + installation.root().string() + "><--best>");
  EXPECT_EQ(installation.call({"inspect", "data.h5", "--best"}).end.code, 64);
}

}  // namespace
}  // namespace tandem
