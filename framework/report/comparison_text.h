// A comparison as text.
#pragma once

#include <string>

#include "framework/report/comparison.h"
#include "framework/report/text_table.h"

namespace tandem {

/// The rows of a table as a person reads them: groups, then floor, ceiling and real data.
TextTable verdict_of(const Comparison& comparison, const ComparisonTable& table);

enum class TextForm { kTerminal, kMarkdown };

/// All tables with their titles, notes and stamps.
std::string to_text(const Comparison& comparison, TextForm form);

/// One line per value, stamp and run: what was measured, and what is said of its group.
std::string to_csv(const Comparison& comparison);

}  // namespace tandem
