// How an objective is minimised: declared once here, defaulted by families, set in configurations.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "framework/config/option_table.h"

namespace tandem {

struct ScheduleOptions {
  std::string kind = "constant";
  int64_t warmup_steps = 0;
  int64_t constant_steps = 0;
  int64_t decay_steps = 0;  // 0: all that the objective has left
  int64_t interval = 10000;
  double factor = 0.1;
};

struct LearnerOptions {
  std::string optimizer = "adam";
  double learning_rate = 1e-3;
  std::vector<double> betas = {0.9, 0.999};
  double momentum = 0.0;
  double initial_momentum = 0.5;
  int64_t momentum_steps = 0;
  double smoothing = 0.99;
  double epsilon = 1e-8;
  double weight_decay = 0.0;
  std::vector<std::string> decayed_networks = {};
  bool decay_biases = true;
  double clip_norm = 0.0;
  double clip_weights = 0.0;
  double average_decay = 0.0;
  ScheduleOptions schedule;
};

OptionTable<LearnerOptions> learner_option_table();

}  // namespace tandem
