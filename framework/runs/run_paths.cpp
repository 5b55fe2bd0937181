#include "framework/runs/run_paths.h"

#include <charconv>
#include <system_error>

namespace tandem {
namespace {

constexpr std::string_view kStepPrefix = "step-";
// As texts, the names of usual steps stand in the order of the steps.
constexpr size_t kNumStepDigits = 8;
constexpr std::string_view kPartSuffix = ".safetensors";

std::string rank_name(int rank) { return "rank-" + std::to_string(rank); }

}  // namespace

std::string step_name(int64_t step) {
  std::string digits = std::to_string(step);
  if (digits.size() < kNumStepDigits) digits.insert(0, kNumStepDigits - digits.size(), '0');
  return std::string(kStepPrefix) + digits;
}

std::optional<int64_t> step_of_name(std::string_view name) {
  const auto step = leading_step(name);
  return step && step_name(*step).size() == name.size() ? step : std::nullopt;
}

std::optional<int64_t> leading_step(std::string_view name) {
  if (!name.starts_with(kStepPrefix)) return std::nullopt;
  const std::string_view digits = name.substr(kStepPrefix.size());
  int64_t step = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), step);
  const auto num_read = kStepPrefix.size() + static_cast<size_t>(end - digits.data());
  // One name per step: no sign, no missing or surplus zero.
  if (error != std::errc() || step_name(step) != name.substr(0, num_read)) return std::nullopt;
  return step;
}

std::filesystem::path RunPaths::rank_log(int rank) const {
  return logs() / (rank_name(rank) + ".log");
}

std::filesystem::path RunPaths::rank_status(int rank) const {
  return status_directory() / (rank_name(rank) + ".json");
}

std::filesystem::path RunPaths::behind(int64_t step) const {
  return root / ("behind-" + step_name(step));
}

std::string lane_part(int64_t lane) { return "lane-" + std::to_string(lane); }

std::string part_file(const std::string& part) { return part + std::string(kPartSuffix); }

std::optional<std::string> part_of_file(const std::string& name) {
  if (!name.ends_with(kPartSuffix)) return std::nullopt;
  return name.substr(0, name.size() - kPartSuffix.size());
}

}  // namespace tandem
