#include "framework/runs/slurm_paths.h"

#include <gtest/gtest.h>

namespace tandem {
namespace {

TEST(SlurmPaths, AreNamedAsUsersFindThem) {
  const SlurmPaths paths{"runs/a"};
  EXPECT_EQ(paths.script(), "runs/a/job.sbatch");
  EXPECT_EQ(paths.requeues(), "runs/a/requeues.txt");
  EXPECT_EQ(slurm_log_name("4711"), "slurm-4711.log");
}

}  // namespace
}  // namespace tandem
