#include "framework/runs/run_lock.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>

#include "framework/core/error.h"
#include "framework/core/process.h"
#include "framework/runs/run_paths.h"

namespace tandem {
namespace {

std::string holder_line() {
  return "host " + host_name() + ", pid " + std::to_string(::getpid()) + ", since " + utc_time();
}

std::string read_line(int descriptor) {
  std::array<char, 400> text{};
  const ssize_t count = ::pread(descriptor, text.data(), text.size(), 0);
  std::string line(text.data(), count > 0 ? static_cast<size_t>(count) : 0);
  return line.empty() ? "a process that has just started" : line;
}

[[noreturn]] void fail_to_lock(const std::filesystem::path& path, int error) {
  if (error == ENOLCK || error == EOPNOTSUPP || error == ENOSYS) {
    throw FileError({.what = std::string("the file system refuses to lock the run (") +
                             std::strerror(error) + ")",
                     .where = path,
                     .expected = "a file system with locks (flock), which keep two jobs apart",
                     .advice = "Put the run elsewhere, or have the file system mounted with locks "
                               "(Lustre: -o flock; NFS: with rpc.statd)."});
  }
  throw FileError({.what = std::string("the run cannot be locked (") + std::strerror(error) + ")",
                   .where = path,
                   .advice = "Check that you may write there and that the file system has locks."});
}

/// The file of the lock: it stays, since whoever removed it could remove that of another holder.
std::filesystem::path lock_path(const std::filesystem::path& root, RunLock::Holder holder) {
  const RunPaths paths{root};
  return holder == RunLock::Holder::kRank ? paths.rank_lock() : paths.launcher_lock();
}

}  // namespace

RunLock::RunLock(const std::filesystem::path& root, Holder holder)
    : descriptor_(::open(lock_path(root, holder).c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW,
                         0644)) {
  const std::filesystem::path path = lock_path(root, holder);
  if (!descriptor_.is_open()) fail_to_lock(path, errno);
  if (::flock(descriptor_.get(), LOCK_EX | LOCK_NB) != 0) {
    if (errno != EWOULDBLOCK) fail_to_lock(path, errno);
    throw FileError({.what = "the run is in use by " + read_line(descriptor_.get()),
                     .where = root,
                     .expected = "a run that no other process works on",
                     .advice = "Wait for that process, or stop it with SIGUSR1, then resume."});
  }
  // The line stays until the next holder writes its own: only the lock itself counts.
  const std::string line = holder_line();
  const auto size = static_cast<ssize_t>(line.size());
  if (::ftruncate(descriptor_.get(), 0) != 0 ||
      ::pwrite(descriptor_.get(), line.data(), line.size(), 0) != size) {
    fail_to_lock(path, errno);
  }
}

}  // namespace tandem
