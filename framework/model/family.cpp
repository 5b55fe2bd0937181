#include "framework/model/family.h"

#include <algorithm>

#include "framework/core/error.h"
#include "framework/data/storage/data_description.h"

namespace tandem {
namespace {

constexpr const char* kFirst = "_first";

[[noreturn]] void fail(const std::string& what, const std::string& got) {
  throw Error(ExitCode::kInternal, {.what = what, .got = got});
}

}  // namespace

std::vector<std::string> DataRequirements::sources() const {
  std::vector<std::string> names;
  for (const std::string& field : fields) {
    const std::string source = source_of(field);
    if (source.empty() || std::find(names.begin(), names.end(), source) != names.end()) continue;
    names.push_back(source);
  }
  return names;
}

std::vector<Objective> Family::objectives(GenerativeModel& model) const {
  std::vector<Objective> left = model.objectives();
  std::vector<Objective> ordered;
  bool drawn = false;
  for (const LearnerDefaults& learner : learners()) {
    const auto found = std::find_if(left.begin(), left.end(), [&](const Objective& objective) {
      return objective.name == learner.objective;
    });
    if (found == left.end()) fail("a learner has no objective", learner.objective);
    // Which objective comes first may be an option: whichever does draws the batch.
    if (found->batch_use == BatchUse::kReuses && !drawn) found->batch_use = BatchUse::kDraws;
    drawn = drawn || found->batch_use == BatchUse::kDraws;
    ordered.push_back(std::move(*found));
    // Two learners cannot share an objective.
    left.erase(found);
  }
  if (!left.empty()) fail("an objective has no learner", left.front().name);
  return ordered;
}

std::vector<std::string> update_orders(const std::vector<std::string>& names) {
  std::vector<std::string> orders;
  orders.reserve(names.size());
  for (const std::string& name : names) orders.push_back(name + kFirst);
  return orders;
}

std::vector<LearnerDefaults> ordered_by(const std::string& update_order,
                                        std::vector<LearnerDefaults> learners) {
  const auto first = std::find_if(
      learners.begin(), learners.end(),
      [&](const LearnerDefaults& learner) { return learner.objective + kFirst == update_order; });
  if (first == learners.end()) fail("unknown update order", update_order);
  // A rotation and not a swap: the others keep their order.
  std::rotate(learners.begin(), first, first + 1);
  return learners;
}

}  // namespace tandem
