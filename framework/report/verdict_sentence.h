// What comes out of a comparison, in words.
#pragma once

#include <set>
#include <string>

#include "framework/report/comparison.h"

namespace tandem {

/// The table that decides: ranked, of the most groups; among these one of a metric by which the
/// field judges models (Fréchet distance, kernel distance, likelihood, …, in this order) before
/// others, then the first; null where no table is ranked and no single group was measured.
const ComparisonTable* deciding_table(const Comparison& comparison);

/// The names of the values that a person reads first: all where they are few, else those of the
/// metrics by which the field judges models, and further ones until every group that was measured
/// has one.
std::set<std::string> leading_values(const Comparison& comparison);

struct Verdict {
  std::string sentence;  // who leads, by what, and whether it is certain
  std::string support;   // what this rests on, and how much it may be trusted
};

/// In a tie of intervals nobody is said to win. `table` may be null.
Verdict verdict_sentence(const Comparison& comparison, const ComparisonTable* table);

}  // namespace tandem
