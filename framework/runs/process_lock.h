// Keeps something that lies in a directory to one process.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <utility>

#include "framework/core/descriptor.h"

namespace tandem {

/// What is locked, as messages say it.
struct LockTexts {
  std::string what;             // "the run"
  std::filesystem::path where;  // its directory
  std::string advice;           // to whom finds it in use
};

/// While it lives, what it stands for belongs to this process. The system releases it when the
/// process ends, however it ends, so a lock is never stale. Its file stays: whoever removed it
/// could remove that of another holder.
class ProcessLock {
 public:
  enum class Use {
    kAlone,    // or not at all; looks at it (is_locked) are waited for, some 140 ms at most
    kWaiting,  // alone, as soon as nobody else holds it
    kShared,   // with others that share it, as soon as nobody holds it alone
  };

  /// Throws FileError naming host, pid and start of a process that holds it.
  ProcessLock(const std::filesystem::path& file, const LockTexts& texts, Use use = Use::kAlone);

  /// The lock, held alone; nothing where another process holds it. Throws FileError.
  static std::optional<ProcessLock> if_free(const std::filesystem::path& file,
                                            const LockTexts& texts);

 private:
  explicit ProcessLock(Descriptor descriptor) : descriptor_(std::move(descriptor)) {}

  Descriptor descriptor_;
};

/// This process, as a lock names who holds it: "host a, pid 12, since 2026-01-31T12:00:00Z".
std::string holder_line();

/// Whose locks count.
enum class LockHolders {
  kAlone,  // only one that holds it alone
  kAny,    // those that share it, too; of two such looks at once each may take the other for one
};

/// Whether a process holds the lock of this file; where there is no file, or nothing can be locked,
/// none is known to. Throws FileError when that cannot be told.
bool is_locked(const std::filesystem::path& file, LockHolders holders);

}  // namespace tandem
