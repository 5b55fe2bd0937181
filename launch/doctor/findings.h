// What an examination finds, as a table that grows while it goes on.
#pragma once

#include <string>

namespace tandem {

/// `kNote` is worth knowing and no fault.
enum class FindingKind { kGood, kNote, kMissing, kDiffers, kFailed };

struct Finding {
  FindingKind kind = FindingKind::kGood;
  std::string subject;
  std::string text;         // a line, or several
  std::string advice = {};  // what to do, said unless all is good
};

/// The lines of the table that say it, each ended.
std::string to_text(const Finding& finding);

/// Prints findings on standard output and remembers whether one was a fault.
class Findings {
 public:
  void add(const Finding& finding);
  bool all_good() const { return all_good_; }

 private:
  bool all_good_ = true;
};

}  // namespace tandem
