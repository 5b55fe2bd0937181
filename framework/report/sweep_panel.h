// A panel of the page of a sweep. sweep_panels/<stem>.cpp defines
// `SweepPanel <stem>_sweep_panel()`.
#pragma once

#include <string>
#include <vector>

#include "framework/report/html.h"
#include "framework/report/sweep_subject.h"

namespace tandem {

struct SweepPanel {
  std::string title;
  std::string sentence;   // what it shows and how it is read
  int place = 0;          // on the page, from small to large
  std::string filled_by;  // what fills it where a sweep has nothing for it
  /// Empty where the sweep has nothing for it.
  Html (*draw)(const SweepSubject& sweep) = nullptr;
};

/// The table of all panels, generated from the files in sweep_panels/.
std::vector<SweepPanel> all_sweep_panels();

}  // namespace tandem
