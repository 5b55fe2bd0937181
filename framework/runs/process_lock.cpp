#include "framework/runs/process_lock.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>

#include "framework/core/error.h"
#include "framework/core/files.h"
#include "framework/core/process.h"

namespace tandem {
namespace {

std::string read_line(int descriptor) {
  std::array<char, 400> text{};
  const ssize_t count = ::pread(descriptor, text.data(), text.size(), 0);
  std::string line(text.data(), count > 0 ? static_cast<size_t>(count) : 0);
  return line.empty() ? "a process that has just started" : line;
}

[[noreturn]] void fail_to_lock(const std::filesystem::path& path, const LockTexts& texts,
                               int error) {
  if (error == ENOLCK || error == EOPNOTSUPP || error == ENOSYS) {
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

Descriptor opened(const std::filesystem::path& file, int flags) {
  return Descriptor(::open(file.c_str(), flags | O_CLOEXEC | O_NOFOLLOW, 0644));
}

Descriptor opened_or_made(const std::filesystem::path& file, const LockTexts& texts) {
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
  while (::flock(descriptor.get(), operation_of(use)) != 0) {
    if (errno == EWOULDBLOCK) return false;
    if (errno != EINTR) fail_to_lock(file, texts, errno);
  }
  return true;
}

/// Says who holds it, to others who want it. The line stays until the next holder writes its own:
/// only the lock itself counts.
void write_holder(const Descriptor& descriptor, const std::filesystem::path& file,
                  const LockTexts& texts) {
  const std::string line = holder_line();
  const auto size = static_cast<ssize_t>(line.size());
  if (::ftruncate(descriptor.get(), 0) != 0 ||
      ::pwrite(descriptor.get(), line.data(), line.size(), 0) != size) {
    fail_to_lock(file, texts, errno);
  }
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
  if (use == Use::kAlone) write_holder(descriptor_, file, texts);
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

bool is_locked(const std::filesystem::path& file) {
  Descriptor descriptor = opened(file, O_RDWR);
  // To look at what others do one need not be allowed to write.
  if (!descriptor.is_open() && (errno == EROFS || errno == EACCES)) {
    descriptor = opened(file, O_RDONLY);
  }
  if (!descriptor.is_open()) {
    if (errno == ENOENT) return false;
    throw_file_error("a lock cannot be looked at", file);
  }
  if (::flock(descriptor.get(), LOCK_EX | LOCK_NB) == 0) return false;
  if (errno == EWOULDBLOCK) return true;
  throw_file_error("a lock cannot be looked at", file);
}

}  // namespace tandem
