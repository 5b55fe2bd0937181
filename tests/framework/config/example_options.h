// An options struct with every kind of option, for the tests of this folder.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "framework/config/option_table.h"

namespace tandem::testing_support {

struct ScheduleOptions {
  std::string kind = "constant";
  int64_t warmup_steps = 0;
};

struct ExampleOptions {
  std::string path;
  double learning_rate = 1e-3;
  std::vector<double> betas = {0.9, 0.999};
  std::vector<int64_t> widths = {400, 20};
  int64_t micro_batches = 4;
  bool nesterov = false;
  Bytes resident_bytes{int64_t{1} << 30};
  std::string name = "run";
  ScheduleOptions schedule;
};

inline OptionTable<ScheduleOptions> schedule_table() {
  return OptionTable<ScheduleOptions>()
      .field("kind", &ScheduleOptions::kind, "Shape over time.", one_of({"constant", "cosine"}))
      .field("warmup_steps", &ScheduleOptions::warmup_steps, "Steps of warm-up.", at_least(0));
}

inline OptionTable<ExampleOptions> example_table() {
  using Options = ExampleOptions;
  return OptionTable<Options>()
      .field("path", &Options::path, "File to read.", non_empty())
      .field("learning_rate", &Options::learning_rate, "Step size.", above(0.0), at_most(10.0))
      .field("betas", &Options::betas, "Decay rates.", between(0.0, 1.0), length(2))
      .field("widths", &Options::widths, "Layer widths.", at_least(1))
      .field("micro_batches", &Options::micro_batches, "Parts of a batch.", power_of_two())
      .field("nesterov", &Options::nesterov, "Look ahead.")
      .field("resident_bytes", &Options::resident_bytes, "Limit of memory.")
      .field("name", &Options::name, "Name of the run.", plain_name())
      .section("schedule", &Options::schedule, "Learning rate over time.", schedule_table());
}

}  // namespace tandem::testing_support
