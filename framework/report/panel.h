// A panel of the page. panels/<stem>.cpp defines `Panel <stem>_panel()`.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "framework/report/comparison.h"
#include "framework/report/html.h"

namespace tandem {

struct PictureKind;
struct Reproduction;

/// What panels draw from, and how much they may draw.
struct ReportSubject {
  const Comparison& comparison;
  const ComparisonTable* verdict = nullptr;  // the value that decides; null where none does
  const std::vector<PictureKind>* pictures = nullptr;  // null: none
  uint64_t image_allowance = 0;                        // bytes that each picture may have
  size_t curve_points = 0;                             // that all curves may have together
  const Reproduction* again = nullptr;                 // null: nobody says how
};

struct Panel {
  std::string title;
  std::string sentence;   // what it shows and how it is read
  int place = 0;          // on the page, from small to large
  std::string filled_by;  // what to do, with runs that have nothing for it, so that they have
  /// Empty where the runs have nothing for it.
  Html (*draw)(const ReportSubject& subject) = nullptr;
};

/// The table of all panels, generated from the files in panels/.
std::vector<Panel> all_panels();

}  // namespace tandem
