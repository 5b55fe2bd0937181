#include "framework/runs/process_lock.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <thread>

#include "framework/core/error.h"
#include "framework/core/files.h"
#include "framework/core/process.h"

namespace tandem {
namespace {

// A look at a lock keeps it for a moment: who wants it alone asks this often before it gives up.
constexpr int kMostAttempts = 8;
constexpr std::chrono::milliseconds kBetweenAttempts{20};

/// Who takes the lock empties the file before it writes its line.
std::string read_line(int descriptor) {
  std::array<char, 400> text{};
  const ssize_t count = ::pread(descriptor, text.data(), text.size(), 0);
  std::string line(text.data(), count > 0 ? static_cast<size_t>(count) : 0);
  return line.empty() ? "a process that has just started" : line;
}

/// Whether this error of flock says that the file system has no locks.
bool has_no_locks(int error) { return error == ENOLCK || error == EOPNOTSUPP || error == ENOSYS; }

[[noreturn]] void fail_to_lock(const std::filesystem::path& path, const LockTexts& texts,
                               int error) {
  if (has_no_locks(error)) {
    throw FileError({.what = "the file system refuses to lock " + texts.what + " (" +
                             std::strerror(error) + ")",
                     .where = path,
                     .expected = "a file system with locks (flock), which keep two jobs apart",
                     .advice = "Put " + texts.what +
                               " elsewhere, or have the file system mounted "
                               "with locks (Lustre: -o flock; NFS: with rpc.statd)."});
  }
  throw FileError({.what = texts.what + " cannot be locked (" + std::strerror(error) + ")",
                   .where = path,
                   .advice = "Check that you may write there and that the file system has locks."});
}

/// A link is refused: what it leads to would be made, or emptied and written to.
Descriptor opened(const std::filesystem::path& file, int flags) {
  return Descriptor(::open(file.c_str(), flags | O_CLOEXEC | O_NOFOLLOW, 0644));
}

Descriptor opened_or_made(const std::filesystem::path& file, const LockTexts& texts) {
  // NFS gives an exclusive lock only to a descriptor that may write.
  Descriptor descriptor = opened(file, O_RDWR | O_CREAT);
  if (!descriptor.is_open()) fail_to_lock(file, texts, errno);
  return descriptor;
}

int operation_of(ProcessLock::Use use) {
  switch (use) {
    case ProcessLock::Use::kWaiting:
      return LOCK_EX;
    case ProcessLock::Use::kShared:
      return LOCK_SH;
    default:
      return LOCK_EX | LOCK_NB;
  }
}

/// Whether the lock is now held.
bool takes(const Descriptor& descriptor, ProcessLock::Use use, const std::filesystem::path& file,
           const LockTexts& texts) {
  for (int attempt = 1; ::flock(descriptor.get(), operation_of(use)) != 0;) {
    // A signal handler interrupts the waiting.
    if (errno == EINTR) continue;
    if (errno != EWOULDBLOCK) fail_to_lock(file, texts, errno);
    if (attempt++ == kMostAttempts) return false;
    std::this_thread::sleep_for(kBetweenAttempts);
  }
  return true;
}

/// Says who holds it, to others who want it. The line stays until the next holder writes its own:
/// only the lock itself counts.
void write_holder(const Descriptor& descriptor, const std::filesystem::path& file) {
  const std::string line = holder_line();
  if (::ftruncate(descriptor.get(), 0) == 0) {
    const ssize_t count = ::pwrite(descriptor.get(), line.data(), line.size(), 0);
    if (count == static_cast<ssize_t>(line.size())) return;
    // A write that ends early sets no error.
    if (count >= 0) errno = ENOSPC;
  }
  throw_file_error("cannot write who holds the lock", file, line.size());
}

}  // namespace

ProcessLock::ProcessLock(const std::filesystem::path& file, const LockTexts& texts, Use use)
    : descriptor_(opened_or_made(file, texts)) {
  if (!takes(descriptor_, use, file, texts)) {
    throw FileError({.what = texts.what + " is in use by " + read_line(descriptor_.get()),
                     .where = texts.where,
                     .expected = texts.what + " on which no other process works",
                     .advice = texts.advice});
  }
  // Those that wait ask for no name, and those that share would write over each other.
  if (use == Use::kAlone) write_holder(descriptor_, file);
}

std::optional<ProcessLock> ProcessLock::if_free(const std::filesystem::path& file,
                                                const LockTexts& texts) {
  Descriptor descriptor = opened_or_made(file, texts);
  if (!takes(descriptor, Use::kAlone, file, texts)) return std::nullopt;
  return ProcessLock(std::move(descriptor));
}

std::string holder_line() {
  return "host " + host_name() + ", pid " + std::to_string(::getpid()) + ", since " + utc_time();
}

bool is_locked(const std::filesystem::path& file, LockHolders holders) {
  Descriptor descriptor = opened(file, O_RDWR);
  // To look at what others do one need not be allowed to write.
  if (!descriptor.is_open() && (errno == EROFS || errno == EACCES)) {
    descriptor = opened(file, O_RDONLY);
  }
  if (!descriptor.is_open()) {
    if (errno == ENOENT) return false;
    throw_read_error("a lock cannot be looked at", file);
  }
  // flock cannot be asked who holds a lock: it is taken for a moment, and given back as the
  // descriptor closes.
  const auto takes_now = [&](int operation) {
    return ::flock(descriptor.get(), operation | LOCK_NB) == 0;
  };
  const bool is_shared_look = holders == LockHolders::kAlone;
  if (takes_now(is_shared_look ? LOCK_SH : LOCK_EX)) return false;
  // On NFS a descriptor that may only read cannot take the lock alone, but can share it: processes
  // that share it are then not seen.
  if (errno == EBADF && !is_shared_look && takes_now(LOCK_SH)) return false;
  if (errno == EWOULDBLOCK) return true;
  // Where nothing can be locked there is nothing to tell by.
  if (errno == EBADF || has_no_locks(errno)) return false;
  throw_read_error("a lock cannot be looked at", file);
}

}  // namespace tandem
