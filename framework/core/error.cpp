#include "framework/core/error.h"

#include <array>
#include <cstdio>

namespace tandem {
namespace {

/// Names of files and values of configurations may hold anything, and a terminal obeys some of it:
/// control characters but line breaks become \xNN.
std::string without_control(const std::string& text) {
  std::string result;
  for (const char letter : text) {
    const auto code = static_cast<unsigned char>(letter);
    if ((code >= 0x20 && code != 0x7f) || letter == '\n') {
      result += letter;
    } else {
      std::array<char, 5> escaped{};
      std::snprintf(escaped.data(), escaped.size(), "\\x%02x", code);
      result += escaped.data();
    }
  }
  return result;
}

}  // namespace

std::string to_string(const Problem& problem) {
  std::string text = problem.where.empty() ? "" : problem.where + ": ";
  text += problem.what;
  if (!problem.expected.empty()) text += "; expected " + problem.expected;
  if (!problem.got.empty()) text += (problem.expected.empty() ? "; got " : ", got ") + problem.got;
  if (!problem.advice.empty()) text += ". " + problem.advice;
  return without_control(text);
}

}  // namespace tandem
