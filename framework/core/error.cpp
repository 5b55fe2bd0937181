#include "framework/core/error.h"

#include "framework/core/text.h"

namespace tandem {

std::string to_string(const Problem& problem) {
  std::string text = problem.where.empty() ? "" : problem.where + ": ";
  text = printable_line(text + problem.what);
  // An item may be a message of its own, with items.
  for (const std::string& item : problem.items) text += "\n  " + printable(item);
  std::string rest;
  if (!problem.expected.empty()) rest += "; expected " + problem.expected;
  if (!problem.got.empty()) rest += (problem.expected.empty() ? "; got " : ", got ") + problem.got;
  // A sentence of somebody else may stand before it, with its own full stop.
  const bool is_sentence = (rest.empty() ? text : rest).ends_with('.');
  if (!problem.advice.empty()) rest += (is_sentence ? " " : ". ") + problem.advice;
  return text + printable_line(rest);
}

}  // namespace tandem
