// The page of a sweep.
#pragma once

#include <string>

#include "framework/report/sweep_subject.h"

namespace tandem {

/// A page that is one file, with a panel for everything that the sweep has something for, and a
/// list of the others. The same sweep, and the same pictures of its runs, give the same bytes.
std::string sweep_report_of(const SweepSubject& sweep);

}  // namespace tandem
