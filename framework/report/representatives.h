// Which runs of a group stand for it: by rule, never by hand.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "framework/report/panel.h"

namespace tandem {

struct Representative {
  size_t run = 0;    // index in the comparison
  std::string role;  // "best", "median", "worst" with the value; or no more than its seed
};

/// The best, the median and the worst run of a group by the value that decides; all of at most
/// three runs, the best first. Where nothing decides, the three lowest seeds. Runs that diverged
/// are the worst. Of an even number the better one of the middle is the median.
std::vector<Representative> representatives(const ReportSubject& subject, size_t group);

/// The median of them, or the lowest seed.
size_t typical_run(const ReportSubject& subject, size_t group);

}  // namespace tandem
