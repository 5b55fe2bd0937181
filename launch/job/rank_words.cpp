#include "launch/job/rank_words.h"

#include <csignal>
#include <iomanip>
#include <sstream>
#include <vector>

#include "framework/core/text.h"

namespace tandem {

std::string measured_text(const RankStatus& status) {
  constexpr size_t kMostShown = 4;
  constexpr int kDigits = 5;
  std::vector<std::string> parts;
  for (const auto& [name, value] : status.values) {
    const bool is_of_split = name.starts_with("test/") || name.starts_with("valid/");
    if (!is_of_split || parts.size() == kMostShown) continue;
    std::ostringstream number;
    number << std::setprecision(kDigits) << value;
    parts.push_back(name + " " + number.str());
  }
  return parts.empty() ? "" : "  " + joined(parts) + "\n";
}

std::string process_text(const RankStatus& status) {
  return "host " + status.host + ", pid " + std::to_string(status.pid);
}

std::string operation_text(const RankStatus& status) {
  if (status.operations == 0) return "";
  return ", collective operation " + std::to_string(status.operations) +
         (status.operation.empty() ? "" : " (" + status.operation + ")");
}

std::string memory_hint(int signal, const RankStatus* rank) {
  if (signal != SIGKILL) return "";
  std::string text =
      "Signal 9 often means that the machine ran out of memory (the kernel log says so)";
  if (rank != nullptr && rank->peak_bytes > 0) {
    text += "; rank " + std::to_string(rank->rank) + " had up to " + bytes_text(rank->peak_bytes);
    if (rank->memory_bytes > 0) {
      text += " of the " + bytes_text(rank->memory_bytes) + " for all processes there";
    }
  }
  return text + ": use a smaller batch.size or data.resident_bytes, or fewer ranks a machine.\n";
}

}  // namespace tandem
