// Lets the n-th call of one kind on files below a directory fail, or kills the process at it.
// Preloaded into a program; the environment says which:
//   TANDEM_TEST_NTH="CALL N HOW DIRECTORY REPORT [BUT]": CALL is one of open, write, fsync, rename,
//   unlink, mkdir, close, truncate and symlink, or all with N = 0: they are only counted. HOW is an
//   errno; "kill" before the call; or "torn", a kill when half of a write is done, behind any other
//   call. REPORT is a file of 4096 zeros that all processes share: the numbers of calls of each
//   kind so far, in the order of kCalls, then the text of the one that failed. Paths that contain
//   BUT do not count.
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <sstream>
#include <string_view>

#include "tests/support/interposed.h"

namespace {

using tandem::next;
using tandem::path_of;

constexpr size_t kReportBytes = 4096;
constexpr std::array<std::string_view, 9> kCalls = {
    "write", "open", "fsync", "rename", "unlink", "mkdir", "close", "truncate", "symlink"};

struct Report {
  std::array<std::atomic<int64_t>, kCalls.size()> num_calls;
  char failed[kReportBytes - sizeof(num_calls)];
};

struct Plan {
  std::string call;
  int64_t number = 0;
  std::string how;
  std::string directory;
  std::string but;
  Report* report = nullptr;
};

Report* map_report(const std::string& path) {
  const int file = next<int (*)(const char*, int, ...)>("open")(path.c_str(), O_RDWR | O_CLOEXEC);
  void* page = ::mmap(nullptr, kReportBytes, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
  if (page == MAP_FAILED) std::abort();
  next<int (*)(int)>("close")(file);
  return static_cast<Report*>(page);
}

/// What the environment asks for, once it does: a child may be told later than its parent.
const Plan& plan() {
  static const Plan kNothing;
  static std::atomic<const Plan*> asked = nullptr;
  if (const Plan* known = asked.load()) return *known;
  const char* text = std::getenv("TANDEM_TEST_NTH");
  if (text == nullptr) return kNothing;
  auto made = std::make_unique<Plan>();
  std::istringstream words(text);
  std::string report;
  words >> made->call >> made->number >> made->how >> made->directory >> report >> made->but;
  made->report = map_report(report);
  const Plan* other = nullptr;
  if (asked.compare_exchange_strong(other, made.get())) return *made.release();
  return *other;
}

enum class Fate { kNone, kFails, kTorn };

bool watches(const char* call) {
  const Plan& chosen = plan();
  return chosen.report != nullptr && (chosen.call == call || chosen.call == "all");
}

/// What becomes of this call; errno is set for one that fails.
Fate fate_of(const char* call, const std::string& path) {
  if (!watches(call)) return Fate::kNone;
  const Plan& chosen = plan();
  if (path.find(chosen.directory) == std::string::npos) return Fate::kNone;
  if (!chosen.but.empty() && path.find(chosen.but) != std::string::npos) return Fate::kNone;
  const auto kind = static_cast<size_t>(std::ranges::find(kCalls, call) - kCalls.begin());
  if (chosen.report->num_calls.at(kind).fetch_add(1) + 1 != chosen.number) return Fate::kNone;
  std::snprintf(chosen.report->failed, sizeof chosen.report->failed, "%s %s", call, path.c_str());
  if (chosen.how == "kill") std::raise(SIGKILL);
  if (chosen.how == "torn") return Fate::kTorn;
  errno = std::stoi(chosen.how);
  return Fate::kFails;
}

/// A call that returns −1 where it fails, and is done before a kill "torn".
template <class Call>
auto done(const char* call, const std::string& path, const Call& really) -> decltype(really()) {
  const Fate fate = fate_of(call, path);
  if (fate == Fate::kFails) return -1;
  const auto result = really();
  if (fate == Fate::kTorn) std::raise(SIGKILL);
  return result;
}

template <class Call>
ssize_t written(int descriptor, size_t count, const Call& really) {
  if (!watches("write")) return really(count);
  const Fate fate = fate_of("write", path_of(descriptor));
  if (fate == Fate::kFails) return -1;
  const ssize_t result = really(fate == Fate::kTorn ? count / 2 : count);
  if (fate == Fate::kTorn) std::raise(SIGKILL);
  return result;
}

int opened(const char* name, const char* path, int flags, mode_t mode) {
  return done("open", path,
              [&] { return next<int (*)(const char*, int, ...)>(name)(path, flags, mode); });
}

std::string path_at(int directory, const char* name) {
  return name[0] == '/' || directory == AT_FDCWD ? name : path_of(directory) + "/" + name;
}

std::FILE* opened_stream(const char* name, const char* path, const char* mode) {
  const Fate fate = fate_of("open", path);
  if (fate == Fate::kFails) return nullptr;
  std::FILE* file = next<std::FILE* (*)(const char*, const char*)>(name)(path, mode);
  if (fate == Fate::kTorn) std::raise(SIGKILL);
  return file;
}

}  // namespace

extern "C" {

int open(const char* path, int flags, ...) {
  std::va_list arguments;
  va_start(arguments, flags);
  const mode_t mode = tandem::mode_in(flags, arguments);
  va_end(arguments);
  return opened("open", path, flags, mode);
}

int open64(const char* path, int flags, ...) {
  std::va_list arguments;
  va_start(arguments, flags);
  const mode_t mode = tandem::mode_in(flags, arguments);
  va_end(arguments);
  return opened("open64", path, flags, mode);
}

int openat(int directory, const char* path, int flags, ...) {
  std::va_list arguments;
  va_start(arguments, flags);
  const mode_t mode = tandem::mode_in(flags, arguments);
  va_end(arguments);
  return done("open", path_at(directory, path), [&] {
    return next<int (*)(int, const char*, int, ...)>("openat")(directory, path, flags, mode);
  });
}

std::FILE* fopen(const char* path, const char* mode) { return opened_stream("fopen", path, mode); }
std::FILE* fopen64(const char* path, const char* mode) {
  return opened_stream("fopen64", path, mode);
}

ssize_t write(int descriptor, const void* bytes, size_t count) {
  return written(descriptor, count, [&](size_t part) {
    return next<ssize_t (*)(int, const void*, size_t)>("write")(descriptor, bytes, part);
  });
}

ssize_t writev(int descriptor, const iovec* parts, int count) {
  return written(descriptor, static_cast<size_t>(count), [&](size_t part) {
    return next<ssize_t (*)(int, const iovec*, int)>("writev")(descriptor, parts,
                                                               static_cast<int>(part));
  });
}

ssize_t pwrite(int descriptor, const void* bytes, size_t count, off_t place) {
  return written(descriptor, count, [&](size_t part) {
    return next<ssize_t (*)(int, const void*, size_t, off_t)>("pwrite")(descriptor, bytes, part,
                                                                        place);
  });
}

ssize_t pwrite64(int descriptor, const void* bytes, size_t count, off64_t place) {
  return written(descriptor, count, [&](size_t part) {
    return next<ssize_t (*)(int, const void*, size_t, off64_t)>("pwrite64")(descriptor, bytes, part,
                                                                            place);
  });
}

size_t fwrite(const void* bytes, size_t size, size_t count, std::FILE* file) {
  const auto really = next<size_t (*)(const void*, size_t, size_t, std::FILE*)>("fwrite");
  const ssize_t result = written(::fileno(file), count, [&](size_t part) {
    return static_cast<ssize_t>(really(bytes, size, part, file));
  });
  return result < 0 ? 0 : static_cast<size_t>(result);
}

int fsync(int descriptor) {
  const auto really = next<int (*)(int)>("fsync");
  if (!watches("fsync")) return really(descriptor);
  return done("fsync", path_of(descriptor), [&] { return really(descriptor); });
}

int rename(const char* from, const char* to) noexcept {
  return done("rename", std::string(from) + " " + to,
              [&] { return next<int (*)(const char*, const char*)>("rename")(from, to); });
}

int renameat2(int from_directory, const char* from, int to_directory, const char* to,
              unsigned flags) noexcept {
  return done("rename", path_at(from_directory, from) + " " + path_at(to_directory, to), [&] {
    return next<int (*)(int, const char*, int, const char*, unsigned)>("renameat2")(
        from_directory, from, to_directory, to, flags);
  });
}

int unlink(const char* path) noexcept {
  return done("unlink", path, [&] { return next<int (*)(const char*)>("unlink")(path); });
}

int remove(const char* path) noexcept {
  return done("unlink", path, [&] { return next<int (*)(const char*)>("remove")(path); });
}

int unlinkat(int directory, const char* name, int flags) noexcept {
  const auto really = next<int (*)(int, const char*, int)>("unlinkat");
  if (!watches("unlink")) return really(directory, name, flags);
  return done("unlink", path_at(directory, name), [&] { return really(directory, name, flags); });
}

int mkdir(const char* path, mode_t mode) noexcept {
  return done("mkdir", path,
              [&] { return next<int (*)(const char*, mode_t)>("mkdir")(path, mode); });
}

int close(int descriptor) {
  const auto really = next<int (*)(int)>("close");
  if (!watches("close")) return really(descriptor);
  // As the kernel has it: what fails to close is closed.
  const Fate fate = fate_of("close", path_of(descriptor));
  const int error = errno;
  const int result = really(descriptor);
  if (fate == Fate::kTorn) std::raise(SIGKILL);
  errno = fate == Fate::kFails ? error : errno;
  return fate == Fate::kFails ? -1 : result;
}

int ftruncate(int descriptor, off_t size) noexcept {
  const auto really = next<int (*)(int, off_t)>("ftruncate");
  if (!watches("truncate")) return really(descriptor, size);
  return done("truncate", path_of(descriptor), [&] { return really(descriptor, size); });
}

int ftruncate64(int descriptor, off64_t size) noexcept {
  const auto really = next<int (*)(int, off64_t)>("ftruncate64");
  if (!watches("truncate")) return really(descriptor, size);
  return done("truncate", path_of(descriptor), [&] { return really(descriptor, size); });
}

int truncate(const char* path, off_t size) noexcept {
  return done("truncate", path,
              [&] { return next<int (*)(const char*, off_t)>("truncate")(path, size); });
}

int symlink(const char* to, const char* path) noexcept {
  return done("symlink", path,
              [&] { return next<int (*)(const char*, const char*)>("symlink")(to, path); });
}

}  // extern "C"
