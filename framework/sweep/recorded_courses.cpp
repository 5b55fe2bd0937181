#include "framework/sweep/recorded_courses.h"

#include <optional>
#include <utility>

#include "framework/sweep/sweep_kinds.h"

namespace tandem {
namespace {

/// An earlier trial; nothing for one that began anew, whatever else others may have written there.
std::optional<int64_t> parent_of(const StoredTrial& stored) {
  const auto parent = stored.user_attributes.find(kParentAttribute);
  if (parent == stored.user_attributes.end() || !parent->second.is_number_integer()) {
    return std::nullopt;
  }
  const auto number = parent->second.get<int64_t>();
  return number >= 0 && number < stored.trial.number ? std::optional(number) : std::nullopt;
}

}  // namespace

std::vector<TrialCourse> courses_of(const SweepDefinition& sweep,
                                    const std::vector<RunLength>& lengths, const Study& study) {
  const SchedulerKind scheduler = scheduler_named(sweep.scheduler.kind);
  std::vector<TrialCourse> courses;
  for (const StoredTrial& stored : study.trials()) {
    TrialCourse course{.rungs = {}, .parent = parent_of(stored)};
    if (course.parent) {
      const std::vector<int64_t>& before = courses[static_cast<size_t>(*course.parent)].rungs;
      if (!before.empty()) course.first_step = before.back();
    }
    const size_t family = family_of(stored.trial.parameters);
    if (family < lengths.size()) {
      course.rungs = rungs_from(scheduler, sweep.scheduler, lengths[family], course.first_step);
    }
    for (const int64_t rung : course.rungs) {
      const auto value = stored.trial.values.find(rung);
      if (value == stored.trial.values.end()) break;
      course.values.push_back(value->second);
    }
    courses.push_back(std::move(course));
  }
  return courses;
}

}  // namespace tandem
