// A sweep that is played, its journal on a disk that nothing waits for.
#pragma once

#include <gtest/gtest.h>

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "framework/core/files.h"
#include "framework/core/text.h"
#include "framework/sweep/recorded_sweep.h"
#include "tests/framework/sweep/played_sweep.h"
#include "tests/support/temporary_directory.h"

namespace tandem::testing_support {

class RecordedSweepTest : public ::testing::Test {
 protected:
  /// Plays a sweep to its end, or for so many jobs. Each has drawn samples.
  void play(RecordedSweep& sweep, int64_t most_jobs = 1'000'000, uint32_t order = 0) const {
    std::mt19937 random(order);
    for (int64_t i = 0; i < most_jobs && !sweep.jobs().empty(); ++i) {
      const std::vector<TrialJob> jobs = sweep.jobs();
      const TrialJob job = order == 0 ? jobs.front() : jobs[random() % jobs.size()];
      const std::filesystem::path grid = temporary_ / "samples.png";
      std::ofstream(grid) << job.key.seed << " " << job.key.until;
      sweep.report({{.job = job,
                     .result = played_result(sweep.simulation().state(), job),
                     .run = "trials/x",
                     .grid = grid}});
    }
  }
  /// With a configuration that is there.
  SweepDefinition defined(const std::string& scheduler, int64_t trials) const {
    SweepDefinition sweep = played_definition(scheduler, trials);
    sweep.families.front().config = temporary_ / "x.yaml";
    replace_file(temporary_ / "x.yaml", "");
    return sweep;
  }
  /// The lines of the journal without their times, sorted.
  std::multiset<std::string> records() const {
    std::multiset<std::string> lines;
    for (const std::string& line : split(read_file(paths_.journal()), '\n')) {
      if (line.empty()) continue;
      nlohmann::json record = nlohmann::json::parse(line);
      for (const char* time : {"datetime_start", "datetime_complete"}) {
        if (record.contains(time) && !record[time].is_null()) record[time] = "";
      }
      record.erase("digest");
      lines.insert(record.dump());
    }
    return lines;
  }

  // Thousands of sweeps are played, and every record of them is synced.
  TemporaryDirectory temporary_{memory_directory()};
  SweepPaths paths_{temporary_.path()};
  SweepDefinition definition_ = [this] {
    SweepDefinition sweep = defined("halving", 20);
    sweep.sampler.kind = "tpe";
    sweep.seeds = {1, 2};
    return sweep;
  }();
};

}  // namespace tandem::testing_support
