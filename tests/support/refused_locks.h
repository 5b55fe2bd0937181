// A file system that refuses locks, as far as the calling program sees it. Defines flock for the
// whole program, its libraries included: to be included by one source of a program.
#pragma once

#include <sys/file.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>

namespace tandem {

/// While it lives, flock fails with this error; with a `count` so many calls do.
class RefusedLocks {
 public:
  explicit RefusedLocks(int error, int count = kEach) {
    current() = error;
    num_left() = count;
  }
  ~RefusedLocks() { current() = 0; }
  RefusedLocks(const RefusedLocks&) = delete;
  RefusedLocks& operator=(const RefusedLocks&) = delete;

  /// The error that is in force; 0: none.
  static int& current() {
    static int error = 0;
    return error;
  }
  /// Of the calls that fail.
  static int& num_left() {
    static int count = 0;
    return count;
  }

 private:
  static constexpr int kEach = 1 << 30;
};

}  // namespace tandem

extern "C" int flock(int descriptor, int operation) noexcept {
  int& num_left = tandem::RefusedLocks::num_left();
  if (const int error = tandem::RefusedLocks::current(); error != 0 && num_left-- > 0) {
    errno = error;
    return -1;
  }
  return static_cast<int>(::syscall(SYS_flock, descriptor, operation));
}
