#include "launch/sweep/first_failures.h"

#include <cctype>
#include <map>
#include <utility>
#include <vector>

#include "framework/sweep/seed_results.h"

namespace tandem {
namespace {

constexpr size_t kFailuresToStop = 3;

/// Without its numbers, and what hangs on them: ranks, steps, addresses, numbers of trials in paths
/// and values that trials do not share.
std::string without_numbers(const std::string& text) {
  std::string rest;
  bool is_in_number = false;
  char before = ' ';
  for (const char letter : text) {
    const bool is_digit = std::isdigit(static_cast<unsigned char>(letter)) != 0;
    const bool is_letter = std::isalpha(static_cast<unsigned char>(letter)) != 0;
    const bool is_sign = (letter == '-' || letter == '+') && (before == 'e' || before == 'E');
    is_in_number = is_digit || (is_in_number && (is_letter || letter == '.' || is_sign));
    if (is_digit && (rest.empty() || rest.back() != '#')) rest += '#';
    if (!is_in_number) rest += letter;
    before = letter;
  }
  return rest;
}

CommonFailure failure_of(const StoredTrial& stored) {
  CommonFailure failure{.trial = stored.trial.number};
  for (const auto& [seed, result] : seeds_of(stored)) {
    if (result.cause.empty()) continue;
    failure.seed = seed;
    failure.cause = result.cause;
    break;
  }
  return failure;
}

}  // namespace

std::optional<CommonFailure> common_failure(const Study& study) {
  std::map<std::string, std::vector<CommonFailure>> failures;
  for (const StoredTrial& stored : study.trials()) {
    const Trial& trial = stored.trial;
    if (trial.state == TrialState::kRunning && trial.values.empty()) continue;
    if (trial.state != TrialState::kFailed) return std::nullopt;
    CommonFailure failure = failure_of(stored);
    failures[without_numbers(failure.cause)].push_back(std::move(failure));
  }
  for (const auto& [words, alike] : failures) {
    if (alike.size() >= kFailuresToStop) return alike.front();
  }
  return std::nullopt;
}

}  // namespace tandem
