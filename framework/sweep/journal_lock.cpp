#include "framework/sweep/journal_lock.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <optional>
#include <string>
#include <thread>

#include "framework/core/error.h"
#include "framework/core/files.h"
#include "framework/core/log.h"
#include "framework/core/random_token.h"

namespace tandem {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds kShortestWait{1};
constexpr milliseconds kLongestWait{1000};

[[noreturn]] void fail_to_lock(const std::filesystem::path& path) {
  if (errno == ENOSPC || errno == EDQUOT) throw_file_error("the journal cannot be locked", path);
  throw FileError(
      {.what = std::string("the journal cannot be locked (") + std::strerror(errno) + ")",
       .where = path,
       .expected = "a directory to write to, of a file system with symbolic links",
       .advice = "Check the directory's permissions, or put the sweep elsewhere."});
}

int64_t nanoseconds_of(const timespec& time) { return time.tv_sec * 1'000'000'000 + time.tv_nsec; }

/// Nothing where there is no lock.
std::optional<JournalLock::Traces> traces_of(const std::filesystem::path& path) {
  struct stat link {};
  struct stat journal {};
  if (::lstat(path.c_str(), &link) != 0) {
    if (errno == ENOENT) return std::nullopt;
    fail_to_lock(path);
  }
  // One whose link leads nowhere cannot be seen writing.
  const bool is_led = ::stat(path.c_str(), &journal) == 0;
  return JournalLock::Traces{.link = link.st_ino,
                             .link_changed = nanoseconds_of(link.st_mtim),
                             .journal_changed = is_led ? nanoseconds_of(journal.st_mtim) : 0};
}

/// A new link may get the number of a removed one, and then differs in its time.
bool is_same_link(const JournalLock::Traces& one, const JournalLock::Traces& other) {
  return one.link == other.link && one.link_changed == other.link_changed;
}

/// 0 where this link was removed, or another one is in its place, which stays. Renamed first, so
/// that one of many who try removes it.
int remove_lock(const std::filesystem::path& path, const JournalLock::Traces& expected) {
  std::filesystem::path aside = path;
  aside += random_token() + "-" + std::to_string(::getpid()) + ".rename";
  if (::rename(path.c_str(), aside.c_str()) != 0) return -1;
  const std::optional<JournalLock::Traces> found = traces_of(aside);
  if (found && !is_same_link(*found, expected)) {
    // This is the link of a process that took the lock over first: it is put back, unless yet
    // another link is there by now.
    const bool is_back =
        ::linkat(AT_FDCWD, aside.c_str(), AT_FDCWD, path.c_str(), 0) == 0 || errno == EEXIST;
    // Not everywhere may what another user owns be linked.
    if (!is_back) return ::rename(aside.c_str(), path.c_str());
  }
  return ::unlink(aside.c_str());
}

}  // namespace

JournalLock::JournalLock(const std::filesystem::path& journal, milliseconds patience)
    : path_(journal) {
  path_ += ".lock";
  std::optional<Traces> before;
  auto changed = std::chrono::steady_clock::now();
  milliseconds wait = kShortestWait;
  // A target without directories is found beside the link from everywhere.
  while (::symlink(journal.filename().c_str(), path_.c_str()) != 0) {
    if (errno != EEXIST) fail_to_lock(path_);
    const std::optional<Traces> now = traces_of(path_);
    // It was released meanwhile.
    if (!now) continue;
    if (now != before) {
      before = now;
      // Since when is told by this clock: that of the file system may be wrong.
      changed = std::chrono::steady_clock::now();
    }
    if (std::chrono::steady_clock::now() - changed > patience) {
      log_warning(path_.string() + ": the lock is taken over, its holder does not write");
      // Where it is gone already another one who waits was quicker.
      if (remove_lock(path_, *now) != 0 && errno != ENOENT) fail_to_lock(path_);
      wait = kShortestWait;
      continue;
    }
    std::this_thread::sleep_for(wait);
    wait = std::min(2 * wait, kLongestWait);
  }
  // By these its own link is told from that of a process that took the lock over.
  own_ = traces_of(path_).value_or(Traces());
}

JournalLock::~JournalLock() {
  try {
    const std::optional<Traces> now = traces_of(path_);
    if (!now || !is_same_link(*now, own_)) {
      log_error(path_.string() + ": the lock was taken over by another process while it was held");
    } else if (remove_lock(path_, own_) != 0) {
      log_error(path_.string() + ": cannot release the lock (" + std::strerror(errno) + ")");
    }
  } catch (const std::exception& error) {
    log_error(error.what());
  }
}

}  // namespace tandem
