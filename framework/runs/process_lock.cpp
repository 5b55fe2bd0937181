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
  return Descriptor(::open(file.c_str(), flags | O_RDWR | O_CLOEXEC | O_NOFOLLOW, 0644));
}

}  // namespace

ProcessLock::ProcessLock(const std::filesystem::path& file, const LockTexts& texts)
    : descriptor_(opened(file, O_CREAT)) {
  if (!descriptor_.is_open()) fail_to_lock(file, texts, errno);
  if (::flock(descriptor_.get(), LOCK_EX | LOCK_NB) != 0) {
    if (errno != EWOULDBLOCK) fail_to_lock(file, texts, errno);
    throw FileError({.what = texts.what + " is in use by " + read_line(descriptor_.get()),
                     .where = texts.where,
                     .expected = texts.what + " on which no other process works",
                     .advice = texts.advice});
  }
  // The line stays until the next holder writes its own: only the lock itself counts.
  const std::string line = holder_line();
  const auto size = static_cast<ssize_t>(line.size());
  if (::ftruncate(descriptor_.get(), 0) != 0 ||
      ::pwrite(descriptor_.get(), line.data(), line.size(), 0) != size) {
    fail_to_lock(file, texts, errno);
  }
}

std::string holder_line() {
  return "host " + host_name() + ", pid " + std::to_string(::getpid()) + ", since " + utc_time();
}

bool is_locked(const std::filesystem::path& file) {
  const Descriptor descriptor = opened(file, 0);
  if (!descriptor.is_open()) {
    if (errno == ENOENT) return false;
    throw_file_error("a lock cannot be looked at", file);
  }
  if (::flock(descriptor.get(), LOCK_EX | LOCK_NB) == 0) return false;
  if (errno == EWOULDBLOCK) return true;
  throw_file_error("a lock cannot be looked at", file);
}

}  // namespace tandem
