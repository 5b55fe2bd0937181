#include "framework/sweep/sweep_paths.h"

#include <algorithm>
#include <string>

namespace tandem {
namespace {

// As texts, the names of the first 10,000 trials stand in the order of their numbers.
constexpr size_t kTrialDigits = 4;

std::string padded(int64_t trial) {
  std::string number = std::to_string(trial);
  number.insert(0, kTrialDigits - std::min(kTrialDigits, number.size()), '0');
  return number;
}

std::string seed_name(int64_t seed) { return "seed-" + std::to_string(seed); }

}  // namespace

std::filesystem::path SweepPaths::run(int64_t trial, int64_t seed) const {
  return trials() / padded(trial) / seed_name(seed);
}

std::filesystem::path SweepPaths::unfinished_run(int64_t trial, int64_t seed) const {
  return trials() / padded(trial) / seed_name(seed).append(".unfinished");
}

std::filesystem::path SweepPaths::config(const std::string& family) const {
  return configs() / ((family.empty() ? "config" : family) + ".yaml");
}

std::filesystem::path SweepPaths::requeues(const std::string& job) const {
  return root / "workers" / ("requeues-" + job + ".txt");
}

std::filesystem::path SweepPaths::claim(int64_t trial, int64_t seed) const {
  return root / "workers" / ("trial-" + padded(trial) + "-" + seed_name(seed));
}

std::filesystem::path SweepPaths::log(int64_t trial, int64_t seed) const {
  return logs() / ("trial-" + padded(trial) + "-" + seed_name(seed) + ".log");
}

}  // namespace tandem
