// A comparison as a person reads it.
#pragma once

#include <string>

#include "framework/report/comparison.h"
#include "framework/report/text_table.h"

namespace tandem {

/// The rows of a table: groups, then what a perfect model and other real data would get. Texts are
/// as they are, unescaped.
TextTable verdict_of(const Comparison& comparison, const ComparisonTable& table);

/// ", samples 2000": what tells it from other tables of the value; empty where it is the only one.
std::string distinction_of(const ComparisonTable& table);

/// "classifier_fid in nats ↓, samples 2000": name, unit, direction and what tells it from other
/// tables of the value.
std::string title_of(const ComparisonTable& table);

enum class TextForm { kTerminal, kMarkdown };

/// All tables with their titles, notes and stamps, printable whatever names they quote.
std::string to_text(const Comparison& comparison, TextForm form);

}  // namespace tandem
