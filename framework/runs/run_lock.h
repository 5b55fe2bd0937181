// Keeps a run to one job.
#pragma once

#include <filesystem>

#include "framework/core/descriptor.h"

namespace tandem {

/// While it lives, the run belongs to this process. The system releases it when the process ends,
/// however it ends, so a lock is never stale. Ranks may outlive their launcher and may be started
/// without one, therefore each of the two has a lock of its own.
class RunLock {
 public:
  enum class Holder { kRank, kLauncher };

  /// Throws FileError naming host, pid and start of the process that holds the run.
  explicit RunLock(const std::filesystem::path& root, Holder holder = Holder::kRank);

 private:
  Descriptor descriptor_;
};

}  // namespace tandem
