// Panels of the page of runs, one at a time.
#pragma once

#include <algorithm>
#include <filesystem>
#include <string>
#include <vector>

#include "framework/report/panel.h"
#include "framework/report/verdict_sentence.h"

namespace tandem::testing_support {

/// The markup of the panel of that title; empty where it has nothing.
inline std::string drawn_panel(const std::string& title, const ReportSubject& subject) {
  const std::vector<Panel> panels = all_panels();
  return std::ranges::find(panels, title, &Panel::title)->draw(subject).markup();
}

/// The same of all runs below a directory, compared in everything.
inline std::string drawn_panel(const std::string& title, const std::filesystem::path& directory) {
  const Comparison comparison = compare(collect_runs({directory}), {});
  return drawn_panel(
      title,
      {.comparison = comparison, .verdict = deciding_table(comparison), .curve_points = 10'000});
}

inline size_t count_of(const std::string& text, const std::string& part) {
  size_t count = 0;
  for (size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++count;
  return count;
}

}  // namespace tandem::testing_support
