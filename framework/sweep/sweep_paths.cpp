#include "framework/sweep/sweep_paths.h"

#include <algorithm>
#include <string>

namespace tandem {
namespace {

constexpr size_t kTrialDigits = 4;

}  // namespace

std::filesystem::path SweepPaths::run(int64_t trial, int64_t seed) const {
  std::string number = std::to_string(trial);
  number.insert(0, kTrialDigits - std::min(kTrialDigits, number.size()), '0');
  return trials() / number / ("seed-" + std::to_string(seed));
}

}  // namespace tandem
