#include "launch/sweep/compared_rungs.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <set>
#include <string>

#include "framework/core/text.h"
#include "framework/report/rank_correlation.h"
#include "framework/sweep/recorded_courses.h"
#include "framework/sweep/sweep_kinds.h"

namespace tandem {
namespace {

/// The steps of the rung at this place: of each family, where they differ.
std::string steps_text(const SweepDefinition& sweep,
                       const std::vector<std::vector<int64_t>>& rungs_of_families, size_t place) {
  std::set<std::string> different;
  std::vector<std::string> named;
  for (size_t i = 0; i < rungs_of_families.size(); ++i) {
    const std::vector<int64_t>& rungs = rungs_of_families[i];
    const std::string step = place < rungs.size() ? std::to_string(rungs[place]) : "–";
    different.insert(step);
    named.push_back(sweep.families[i].label + " " + step);
  }
  return different.size() == 1 ? *different.begin() : joined(named);
}

SweepRung rung_at(size_t place, const std::vector<TrialCourse>& courses) {
  SweepRung rung;
  std::vector<double> here;
  std::vector<double> next;
  for (const TrialCourse& course : courses) {
    // One that began with the state of another is elsewhere at the same place.
    if (course.parent || place >= course.values.size() || std::isnan(course.values[place])) {
      continue;
    }
    ++rung.num_trials;
    // Whether values foretell those of the next rung is told by trials that have both.
    if (place + 1 >= course.values.size() || std::isnan(course.values[place + 1])) continue;
    here.push_back(course.values[place]);
    next.push_back(course.values[place + 1]);
  }
  rung.correlation = rank_correlation(here, next);
  return rung;
}

}  // namespace

std::vector<SweepRung> compared_rungs(const SweepDefinition& sweep,
                                      const std::vector<RunLength>& lengths, const Study& study) {
  const SchedulerKind scheduler = scheduler_named(sweep.scheduler.kind);
  std::vector<std::vector<int64_t>> rungs_of_families;
  size_t num_places = 0;
  for (size_t i = 0; i < std::min(lengths.size(), sweep.families.size()); ++i) {
    rungs_of_families.push_back(scheduler.rungs(sweep.scheduler, lengths[i]));
    num_places = std::max(num_places, rungs_of_families.back().size());
  }
  const std::vector<TrialCourse> courses = courses_of(sweep, lengths, study);
  std::vector<SweepRung> rungs;
  for (size_t place = 0; place < num_places; ++place) {
    rungs.push_back(rung_at(place, courses));
    rungs.back().steps = steps_text(sweep, rungs_of_families, place);
  }
  return rungs;
}

}  // namespace tandem
