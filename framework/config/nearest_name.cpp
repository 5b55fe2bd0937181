#include "framework/config/nearest_name.h"

#include <algorithm>
#include <numeric>

#include "framework/core/text.h"

namespace tandem {
namespace {

/// A name that others have for what a candidate is called here.
struct OtherName {
  const char* theirs;
  const char* ours;
};
constexpr OtherName kOtherNames[] = {{"gpu", "cuda"}};

/// Levenshtein's distance by rows of its table, of which one is kept; `diagonal` is the entry of
/// the row before that stood one column to the left.
size_t edit_distance(const std::string& from, const std::string& to) {
  std::vector<size_t> row(to.size() + 1);
  std::iota(row.begin(), row.end(), size_t{0});
  for (size_t i = 1; i <= from.size(); ++i) {
    size_t diagonal = row[0];
    row[0] = i;
    for (size_t j = 1; j <= to.size(); ++j) {
      const size_t replaced = diagonal + (from[i - 1] == to[j - 1] ? 0 : 1);
      diagonal = row[j];
      row[j] = std::min({replaced, row[j] + 1, row[j - 1] + 1});
    }
  }
  return row.back();
}

}  // namespace

std::string nearest_name(const std::string& name, const std::vector<std::string>& candidates) {
  // The work grows with the product of the lengths, and a name may be of any.
  constexpr size_t kLongestName = 100;
  if (name.size() > kLongestName) return "";
  for (const auto& [theirs, ours] : kOtherNames) {
    if (name == theirs && std::ranges::find(candidates, ours) != candidates.end()) return ours;
  }
  const size_t limit = std::max<size_t>(2, name.size() / 3);
  std::string nearest;
  size_t smallest = limit + 1;
  for (const std::string& candidate : candidates) {
    const size_t distance = edit_distance(name, candidate);
    // At a distance of its whole length no letter of a candidate need be right.
    if (distance < smallest && distance < candidate.size()) {
      smallest = distance;
      nearest = candidate;
    }
  }
  return nearest;
}

std::string suggest_nearest(const std::string& name, const std::vector<std::string>& candidates) {
  const std::string nearest = nearest_name(name, candidates);
  return nearest.empty() ? "" : "Did you mean '" + nearest + "'?";
}

std::string before_list(const std::string& name, const std::vector<std::string>& candidates) {
  const std::string nearest = suggest_nearest(name, candidates);
  return nearest.empty() ? ", but these" : ". " + nearest + " There are these";
}

std::string suggest_name(const std::string& name, const std::vector<std::string>& candidates) {
  const std::string nearest = suggest_nearest(name, candidates);
  if (!nearest.empty() || candidates.empty()) return nearest;
  return "Known are: " + joined(candidates) + ".";
}

}  // namespace tandem
