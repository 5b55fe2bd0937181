// Jobs of the fake worker, started by `tandem` with the real mpirun.
#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <string>
#include <vector>

#include "framework/runs/rank_status.h"
#include "framework/runs/run_paths.h"
#include "tests/launch/installation.h"

namespace tandem::testing_support {

class FakeJobs : public ::testing::Test {
 protected:
  CallResult train(const std::string& scenario, const std::string& ranks) {
    installation_.set("FAKE_SCENARIO", scenario);
    return installation_.call(train_arguments(ranks));
  }
  std::vector<std::string> train_arguments(const std::string& ranks) const {
    return {"train", "fake.yaml", "seed=2", "--run", installation_.run(), "--ranks", ranks};
  }
  /// Starts a training and returns once all ranks have reported.
  ChildProcess start(const std::string& scenario, int ranks) {
    installation_.set("FAKE_SCENARIO", scenario);
    return installation_.start(train_arguments(std::to_string(ranks)));
  }
  void wait_for_ranks(int ranks) const {
    const RunPaths paths{installation_.run()};
    wait_until([&] { return read_rank_status(paths.rank_status(ranks - 1)).has_value(); },
               "status of the last rank");
    wait_until([&] { return read_rank_status(paths.rank_status(0)).has_value(); },
               "status of rank 0");
  }

  Installation installation_;
};

}  // namespace tandem::testing_support
