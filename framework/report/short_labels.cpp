#include "framework/report/short_labels.h"

#include <algorithm>
#include <cctype>
#include <map>
#include <string>
#include <vector>

#include "framework/report/page_parts.h"

namespace tandem {
namespace {

constexpr size_t kMostLabelLetters = 40;

/// "wide-1" and "wide-2" begin with "wide"; a single "wide-1" with all of it.
std::string common_beginning(const Comparison& comparison, const RunGroup& group) {
  std::string beginning = run_name(comparison, group.runs.front());
  for (const size_t run : group.runs) {
    const std::string name = run_name(comparison, run);
    const auto differs = std::ranges::mismatch(beginning, name).in1;
    beginning.erase(differs, beginning.end());
  }
  if (group.runs.size() == 1) return beginning;
  // What numbers of seeds have in common, and a character that was cut, are no part of a name.
  const auto is_letter = [](unsigned char letter) { return std::isalpha(letter) != 0; };
  while (!beginning.empty() && !is_letter(static_cast<unsigned char>(beginning.back()))) {
    beginning.pop_back();
  }
  return beginning;
}

}  // namespace

std::string short_name(const std::string& name, const std::set<std::string>& all) {
  for (size_t dot = name.rfind('.'); dot != std::string::npos && dot > 0;
       dot = name.rfind('.', dot - 1)) {
    const std::string end = name.substr(dot);
    // With the dot only whole parts match: "size" is not the end of "batch_size".
    const auto ends_so = [&](const std::string& other) { return ("." + other).ends_with(end); };
    if (std::ranges::count_if(all, ends_so) == 1) return end.substr(1);
  }
  return name;
}

Comparison with_short_labels(Comparison comparison) {
  std::vector<RunGroup>& groups = comparison.grouping.groups;
  std::map<std::string, int> bearers;  // of all that a group may be called in the end
  std::map<std::string, int> numbers;
  std::map<size_t, std::string> names;  // of groups whose labels are too long
  for (size_t i = 0; i < groups.size(); ++i) {
    // Labels that stay are counted, too: a number is the place of a group in its family.
    const int number = ++numbers[groups[i].family];
    const std::string name = common_beginning(comparison, groups[i]);
    ++bearers[name];
    if (groups[i].label.size() > kMostLabelLetters) {
      names[i] = name;
      groups[i].label = groups[i].family + " " + std::to_string(number);
    }
    ++bearers[groups[i].label];
  }
  for (const auto& [group, name] : names) {
    const bool is_usable = !name.empty() && bearers[name] == 1;
    if (is_usable && name.size() <= kMostLabelLetters) groups[group].label = name;
  }
  return comparison;
}

}  // namespace tandem
