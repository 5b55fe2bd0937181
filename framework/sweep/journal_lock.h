// The lock of a journal, which is that of Optuna's JournalFileSymlinkLock: a symbolic link beside
// the file, which also holds on file systems that have no other locks.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <cstdint>
#include <filesystem>

namespace tandem {

/// When a lock is taken away from its holder, who is dead, or on a host that is: nothing changed
/// for so long. Optuna's.
inline constexpr std::chrono::milliseconds kLockPatience{30'000};

/// Held while it lives.
class JournalLock {
 public:
  /// Waits until the lock is free, or its holder did not write into the journal for longer than
  /// `patience`. Throws FileError where the file system refuses.
  explicit JournalLock(const std::filesystem::path& journal,
                       std::chrono::milliseconds patience = kLockPatience);
  ~JournalLock();
  JournalLock(const JournalLock&) = delete;
  JournalLock& operator=(const JournalLock&) = delete;

  /// What shows that a lock still is the same, and that its holder writes.
  struct Traces {
    ino_t link = 0;
    int64_t link_changed = 0;     // nanoseconds of the file system's clock
    int64_t journal_changed = 0;  // the same, of what the link leads to
    bool operator==(const Traces&) const = default;
  };

 private:
  std::filesystem::path path_;
  Traces own_;
};

}  // namespace tandem
