// Every combination of values once.
#include <algorithm>
#include <limits>
#include <set>

#include "framework/core/error.h"
#include "framework/sweep/sampler.h"

namespace tandem {
namespace {

constexpr int64_t kEndless = std::numeric_limits<int64_t>::max();

/// Counts the combinations of the parameters from some one on. A parameter that is not there in a
/// combination does not multiply it.
class CombinationCount {
 public:
  explicit CombinationCount(const SearchSpace& space) : space_(space) {
    for (const Parameter& parameter : space.parameters) {
      for (const ParameterCondition& condition : parameter.conditions)
        decides_.insert(condition.parameter);
    }
  }

  /// Of the parameters from `first` on, where those before have `values`; at most kEndless.
  int64_t from(size_t first, Assignment& values) const {
    if (first == space_.parameters.size()) return 1;
    const Parameter& parameter = space_.parameters[first];
    if (!SearchSpace::is_active(parameter, values)) return from(first + 1, values);
    const auto num_own = static_cast<int64_t>(num_values(parameter.distribution));
    if (num_own == 0) return 0;  // an interval
    // No condition asks for it: whatever its value is, the others have as many combinations.
    if (!decides_.contains(parameter.name)) {
      const int64_t others = from(first + 1, values);
      return others > kEndless / num_own ? kEndless : others * num_own;
    }
    int64_t sum = 0;
    for (int64_t i = 0; i < num_own; ++i) {
      const int64_t others = with(first, i, values);
      sum = others > kEndless - sum ? kEndless : sum + others;
    }
    return sum;
  }

  /// The value of parameter `first` in combination `rest` of those from it on; `rest` becomes the
  /// number among those that have this value.
  int64_t take_digit(size_t first, int64_t& rest, Assignment& values) const {
    const Parameter& parameter = space_.parameters[first];
    const auto last = static_cast<int64_t>(num_values(parameter.distribution)) - 1;
    int64_t digit = 0;
    if (decides_.contains(parameter.name)) {
      // Each value may leave another number of combinations to those behind it.
      for (int64_t others = with(first, 0, values); digit < last && rest >= others;
           others = with(first, digit, values)) {
        rest -= others;
        ++digit;
      }
    } else {
      const int64_t others = from(first + 1, values);
      if (others > 0) digit = std::min(last, rest / others);
      rest -= digit * others;
    }
    return digit;
  }

 private:
  const SearchSpace& space_;
  std::set<std::string> decides_;  // parameters that conditions name

  /// Of the parameters behind `first`, where it has its value `index`.
  int64_t with(size_t first, int64_t index, Assignment& values) const {
    const Parameter& parameter = space_.parameters[first];
    values[parameter.name] = value_at(parameter.distribution, static_cast<size_t>(index));
    const int64_t count = from(first + 1, values);
    values.erase(parameter.name);
    return count;
  }
};

std::vector<std::string> problems(const SearchSpace& space) {
  std::vector<std::string> sentences;
  for (const Parameter& parameter : space.parameters) {
    if (num_values(parameter.distribution) == 0) {
      sentences.push_back("a grid needs finite choices, '" + parameter.name + "' is an interval");
    }
  }
  return sentences;
}

std::optional<int64_t> num_trials(const SearchSpace& space) {
  if (!problems(space).empty()) return std::nullopt;
  Assignment values;
  return CombinationCount(space).from(0, values);
}

/// The digits of the trial's number, the first parameter's being the highest.
Assignment suggest(const SamplerRequest& request) {
  const CombinationCount count(request.space);
  Assignment values;
  int64_t rest = request.number;
  for (size_t i = 0; i < request.space.parameters.size(); ++i) {
    const Parameter& parameter = request.space.parameters[i];
    if (!SearchSpace::is_active(parameter, values)) continue;
    const int64_t digit = count.take_digit(i, rest, values);
    values[parameter.name] = value_at(parameter.distribution, static_cast<size_t>(digit));
  }
  if (rest != 0) throw Error(ExitCode::kInternal, {.what = "the grid has fewer trials"});
  return values;
}

}  // namespace

SamplerKind grid_sampler() {
  return {.name = "grid",
          .sentence = "every combination of values once, the last parameter changing fastest",
          .problems = problems,
          .num_trials = num_trials,
          .suggest = suggest};
}

}  // namespace tandem
