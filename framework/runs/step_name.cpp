#include "framework/runs/step_name.h"

#include <charconv>
#include <system_error>

namespace tandem {
namespace {

constexpr std::string_view kPrefix = "step-";
// As texts, the names of usual steps stand in the order of the steps.
constexpr size_t kNumDigits = 8;

}  // namespace

std::string step_name(int64_t step) {
  std::string digits = std::to_string(step);
  if (digits.size() < kNumDigits) digits.insert(0, kNumDigits - digits.size(), '0');
  return std::string(kPrefix) + digits;
}

std::optional<int64_t> step_of_name(std::string_view name) {
  const auto step = leading_step(name);
  return step && step_name(*step).size() == name.size() ? step : std::nullopt;
}

std::optional<int64_t> leading_step(std::string_view name) {
  if (!name.starts_with(kPrefix)) return std::nullopt;
  const std::string_view digits = name.substr(kPrefix.size());
  int64_t step = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), step);
  const auto num_read = kPrefix.size() + static_cast<size_t>(end - digits.data());
  // One name per step: no sign, no missing or surplus zero.
  if (error != std::errc() || step_name(step) != name.substr(0, num_read)) return std::nullopt;
  return step;
}

}  // namespace tandem
