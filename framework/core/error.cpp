#include "framework/core/error.h"

#include "framework/core/printable.h"

namespace tandem {

std::string to_string(const Problem& problem) {
  std::string text = problem.where.empty() ? "" : problem.where + ": ";
  text += problem.what;
  if (!problem.expected.empty()) text += "; expected " + problem.expected;
  if (!problem.got.empty()) text += (problem.expected.empty() ? "; got " : ", got ") + problem.got;
  if (!problem.advice.empty()) text += ". " + problem.advice;
  return printable(text);
}

}  // namespace tandem
