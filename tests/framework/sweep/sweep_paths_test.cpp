#include "framework/sweep/sweep_paths.h"

#include <gtest/gtest.h>

namespace tandem {
namespace {

TEST(SweepPaths, RunsSortByTrial) {
  const SweepPaths paths{"s"};
  EXPECT_EQ(paths.run(7, 2), "s/trials/0007/seed-2");
  EXPECT_EQ(paths.run(12345, 0), "s/trials/12345/seed-0");
  EXPECT_EQ(paths.unfinished_run(7, 2), "s/trials/0007/seed-2.unfinished");
  EXPECT_EQ(paths.log(7, 2), "s/logs/trial-0007-seed-2.log");
  EXPECT_EQ(paths.claim(7, 2), "s/workers/trial-0007-seed-2");
  EXPECT_EQ(paths.config("gan"), "s/configs/gan.yaml");
  EXPECT_EQ(paths.config(""), "s/configs/config.yaml");
  EXPECT_EQ(paths.requeues("7_3"), "s/workers/requeues-7_3.txt");
}

}  // namespace
}  // namespace tandem
