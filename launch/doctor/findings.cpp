#include "launch/doctor/findings.h"

#include <algorithm>
#include <array>
#include <iostream>

#include "framework/core/text.h"

namespace tandem {
namespace {

/// In the order of FindingKind.
constexpr std::array kFindingKindNames = {"ok", "note", "missing", "differs", "failed"};

/// `text`, at least so wide.
std::string in_column(const std::string& text, size_t width) {
  return text + std::string(text.size() < width ? width - text.size() : 1, ' ');
}

}  // namespace

std::string to_text(const Finding& finding) {
  constexpr size_t kKindWidth = 9;
  constexpr size_t kSubjectWidth = 12;
  const std::string indent(kKindWidth, ' ');
  std::string begin =
      in_column(kFindingKindNames.at(static_cast<size_t>(finding.kind)), kKindWidth) +
      in_column(finding.subject, kSubjectWidth);
  std::string text;
  for (const std::string& line : split(finding.text, '\n')) {
    text += begin + line + "\n";
    begin = indent + std::string(kSubjectWidth, ' ');
  }
  if (finding.kind == FindingKind::kGood || finding.advice.empty()) return text;
  return text + indent + finding.advice + "\n";
}

void Findings::add(const Finding& finding) {
  // At once: what is looked at next may take its time.
  std::cout << to_text(finding) << std::flush;
  all_good_ = all_good_ && finding.kind <= FindingKind::kNote;
}

}  // namespace tandem
