// Lets calls on chosen files fail, as broken disks and network file systems let them. Preloaded
// into the program, or linked into a test; the environment says what fails:
//   TANDEM_TEST_FILES="CALL ERRNO PART [WHEN]": the call, one of open, read (also pread), pread
//   alone, write, close, rename and unlink, fails with that number for every path that contains
//   PART, once the file WHEN exists; with the number 0 it never returns.
//   TANDEM_TEST_TRACE=FILE: a line is added there for every fsync and every rename.
//   TANDEM_TEST_HOLD="PART FILE": making a directory whose path contains PART makes FILE.reached
//   and waits until there is FILE.
//   TANDEM_TEST_CLOCK=SECONDS: the time of day is so much later; the file system keeps its own.
//   TANDEM_TEST_UNKILLABLE=1: SIGKILL has no effect, as on a process in a read that never returns.
//   TANDEM_TEST_KEPT=NAME: that variable of the environment stays as it is, whoever sets it.
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <sstream>
#include <string>

#include "tests/support/interposed.h"

namespace {

using tandem::mode_in;
using tandem::next;
using tandem::path_of;

/// Whether this call is to fail; errno is then set.
bool fails(const std::string& call, const std::string& path) {
  const char* wanted = std::getenv("TANDEM_TEST_FILES");
  if (wanted == nullptr) return false;
  std::istringstream words(wanted);
  std::string wanted_call;
  std::string part;
  std::string when;
  int error = 0;
  words >> wanted_call >> error >> part >> when;
  if (call != wanted_call || path.find(part) == std::string::npos) return false;
  if (!when.empty() && ::access(when.c_str(), F_OK) != 0) return false;
  while (error == 0) ::pause();
  errno = error;
  return true;
}

void trace(const std::string& line) {
  const char* path = std::getenv("TANDEM_TEST_TRACE");
  if (path == nullptr) return;
  std::FILE* file = std::fopen(path, "a");
  if (file == nullptr) std::abort();
  std::fputs((line + "\n").c_str(), file);
  std::fclose(file);
}

int open_as(const char* name, const char* path, int flags, mode_t mode) {
  if (fails("open", path)) return -1;
  return next<int (*)(const char*, int, ...)>(name)(path, flags, mode);
}

}  // namespace

extern "C" {

int open(const char* path, int flags, ...) {
  std::va_list arguments;
  va_start(arguments, flags);
  const mode_t mode = mode_in(flags, arguments);
  va_end(arguments);
  return open_as("open", path, flags, mode);
}

int open64(const char* path, int flags, ...) {
  std::va_list arguments;
  va_start(arguments, flags);
  const mode_t mode = mode_in(flags, arguments);
  va_end(arguments);
  return open_as("open64", path, flags, mode);
}

ssize_t read(int descriptor, void* bytes, size_t count) {
  if (std::getenv("TANDEM_TEST_FILES") != nullptr && fails("read", path_of(descriptor))) return -1;
  return next<ssize_t (*)(int, void*, size_t)>("read")(descriptor, bytes, count);
}

ssize_t pread(int descriptor, void* bytes, size_t count, off_t offset) {
  if (std::getenv("TANDEM_TEST_FILES") != nullptr) {
    const std::string path = path_of(descriptor);
    if (fails("read", path) || fails("pread", path)) return -1;
  }
  return next<ssize_t (*)(int, void*, size_t, off_t)>("pread")(descriptor, bytes, count, offset);
}

ssize_t pread64(int descriptor, void* bytes, size_t count, off64_t offset) {
  return pread(descriptor, bytes, count, offset);
}

ssize_t write(int descriptor, const void* bytes, size_t count) {
  if (std::getenv("TANDEM_TEST_FILES") != nullptr && fails("write", path_of(descriptor))) return -1;
  return next<ssize_t (*)(int, const void*, size_t)>("write")(descriptor, bytes, count);
}

int close(int descriptor) {
  const bool has_failed =
      std::getenv("TANDEM_TEST_FILES") != nullptr && fails("close", path_of(descriptor));
  const int error = errno;
  // As the kernel has it: what fails to close is closed.
  const int result = next<int (*)(int)>("close")(descriptor);
  if (!has_failed) return result;
  errno = error;
  return -1;
}

int clock_gettime(clockid_t clock, timespec* time) noexcept {
  const int result = next<int (*)(clockid_t, timespec*)>("clock_gettime")(clock, time);
  const char* later = std::getenv("TANDEM_TEST_CLOCK");
  if (later != nullptr && clock == CLOCK_REALTIME) time->tv_sec += std::atoll(later);
  return result;
}

int kill(pid_t process, int signal) noexcept {
  if (signal == SIGKILL && std::getenv("TANDEM_TEST_UNKILLABLE") != nullptr) return 0;
  return next<int (*)(pid_t, int)>("kill")(process, signal);
}

int setenv(const char* name, const char* value, int overwrite) noexcept {
  const char* kept = std::getenv("TANDEM_TEST_KEPT");
  if (kept != nullptr && std::string(kept) == name) return 0;
  return next<int (*)(const char*, const char*, int)>("setenv")(name, value, overwrite);
}

int rename(const char* from, const char* to) noexcept {
  trace(std::string("rename ") + to);
  if (fails("rename", std::string(from) + " " + to)) return -1;
  return next<int (*)(const char*, const char*)>("rename")(from, to);
}

int mkdir(const char* path, mode_t mode) noexcept {
  const auto make = next<int (*)(const char*, mode_t)>("mkdir");
  if (const char* wanted = std::getenv("TANDEM_TEST_HOLD")) {
    std::istringstream words(wanted);
    std::string part;
    std::string file;
    words >> part >> file;
    if (std::string(path).find(part) != std::string::npos) {
      make((file + ".reached").c_str(), mode);
      while (::access(file.c_str(), F_OK) != 0) ::usleep(5000);
    }
  }
  return make(path, mode);
}

int unlinkat(int directory, const char* name, int flags) noexcept {
  if (fails("unlink", path_of(directory) + "/" + name)) return -1;
  return next<int (*)(int, const char*, int)>("unlinkat")(directory, name, flags);
}

int fsync(int descriptor) {
  trace("fsync " + path_of(descriptor));
  return next<int (*)(int)>("fsync")(descriptor);
}

}  // extern "C"
