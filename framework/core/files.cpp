#include "framework/core/files.h"

#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <sstream>
#include <system_error>

#include "framework/core/descriptor.h"
#include "framework/core/error.h"
#include "framework/core/input_file.h"
#include "framework/core/random_token.h"

namespace tandem {

namespace fs = std::filesystem;

namespace {

/// The first part of a path that is not there; empty where all are.
fs::path first_missing(const fs::path& directory) {
  std::error_code error;
  fs::path part;
  for (const fs::path& name : directory) {
    part /= name;
    if (fs::status(part, error).type() == fs::file_type::not_found) return part;
  }
  return {};
}

Problem problem_of(int error, const std::string& what, const fs::path& path) {
  Problem problem{.what = what + " (" + std::strerror(error) + ")", .where = path};
  if (error == ENOENT) {
    const fs::path missing = first_missing(path.parent_path());
    if (!missing.empty()) problem.advice = "There is no directory " + missing.string() + ".";
  }
  return problem;
}

/// Writes `bytes` to the file and fsyncs it; `how` is O_TRUNC, or O_EXCL where there must be none.
void write_opened(const fs::path& path, std::string_view bytes, int how) {
  Descriptor file(::open(path.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC | how, 0644));
  if (!file.is_open()) throw_file_error("cannot create the file", path, bytes.size());
  for (size_t done = 0; done < bytes.size();) {
    const ssize_t count = ::write(file.get(), bytes.data() + done, bytes.size() - done);
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) throw_file_error("cannot write the file", path, bytes.size() - done);
    done += static_cast<size_t>(count);
  }
  sync_file(file, path);
  if (file.close() != 0) throw_file_error("cannot close the file", path, bytes.size());
}

/// `error` is set where nothing is, too; the type tells that from a failure.
fs::file_status known_status(const fs::file_status& status, const std::error_code& error,
                             const fs::path& path) {
  if (status.type() != fs::file_type::none) return status;
  errno = error.value();
  throw_read_error("cannot be examined", path);
}

}  // namespace

void throw_file_error(const std::string& what, const fs::path& path, size_t needed_bytes) {
  const int error = errno;
  Problem problem = problem_of(error, what, path);
  if (error == ENOSPC || error == EFBIG || error == EDQUOT) {
    problem.got = free_bytes_text(path);
    if (needed_bytes > 0) problem.expected = std::to_string(needed_bytes) + " bytes to write";
    problem.advice = error == EFBIG
                         ? "Raise the limit for the size of a file (ulimit -f), or choose "
                           "a file system that takes larger ones."
                         : "Free some space on this file system.";
  } else if (error == EACCES || error == EROFS || error == EPERM) {
    problem.advice = "Choose a directory that you may write to.";
  }
  throw FileError(problem);
}

void throw_read_error(const std::string& what, const fs::path& path) {
  const int error = errno;
  Problem problem = problem_of(error, what, path);
  if (error == EACCES || error == EPERM) {
    problem.advice = "Ask its owner for permission to read it.";
  }
  throw FileError(problem);
}

fs::file_status status_of(const fs::path& path) {
  std::error_code error;
  return known_status(fs::symlink_status(path, error), error, path);
}

fs::file_status followed_status_of(const fs::path& path) {
  std::error_code error;
  return known_status(fs::status(path, error), error, path);
}

std::vector<std::string> names_in(const fs::path& directory) {
  std::vector<std::string> names;
  std::error_code error;
  fs::directory_iterator entries(directory, error);
  if (error == std::errc::no_such_file_or_directory) return names;
  while (!error && entries != fs::directory_iterator()) {
    names.push_back(entries->path().filename());
    entries.increment(error);
  }
  if (error) {
    errno = error.value();
    throw_read_error("cannot list the directory", directory);
  }
  return names;
}

fs::path unused_path(const fs::path& wished) {
  fs::path path = wished;
  for (int number = 2; status_of(path).type() != fs::file_type::not_found; ++number) {
    path = wished;
    path += "-" + std::to_string(number);
  }
  return path;
}

std::string read_file(const fs::path& path) {
  constexpr size_t kMinBlock = 1 << 16;
  InputFile file(path);
  // Some files, of /proc for one, have more bytes than they say.
  std::string bytes(std::max<size_t>(file.num_bytes() + 1, kMinBlock), '\0');
  for (size_t done = 0;;) {
    done += file.read(bytes.data() + done, bytes.size() - done);
    if (done < bytes.size()) {
      bytes.resize(done);
      return bytes;
    }
    bytes.resize(2 * bytes.size());
  }
}

std::string read_fleeting_file(const fs::path& path) {
  const std::ifstream file(path);
  std::ostringstream text;
  // Iterators over the buffer would throw where a read fails.
  if (file) text << file.rdbuf();
  return text.str();
}

void write_file_synced(const fs::path& path, std::string_view bytes) {
  write_opened(path, bytes, O_TRUNC);
}

void make_directories(const fs::path& directory) {
  std::error_code error;
  fs::create_directories(directory, error);
  if (!error) return;
  // Some of its errors, as "not a directory", never were in errno.
  errno = error.value();
  throw_file_error("cannot be made", directory);
}

fs::path make_unique_directory(const fs::path& begin) {
  std::string name = begin.string() + "XXXXXX";
  if (::mkdtemp(name.data()) == nullptr) {
    throw_file_error("cannot make a directory there", begin.parent_path());
  }
  return name;
}

void replace_file(const fs::path& path, std::string_view bytes) {
  fs::path aside = path;
  // Processes of two containers or hosts may have one number.
  aside += kReplacementMark + random_token();
  try {
    // On disk before it is renamed: after a crash the name would else lead to a file without bytes.
    write_opened(aside, bytes, O_EXCL);
    if (::rename(aside.c_str(), path.c_str()) != 0) {
      throw_file_error("cannot replace the file", path);
    }
  } catch (const FileError&) {
    std::error_code ignored;
    fs::remove(aside, ignored);
    throw;
  }
  // Until then a crash may bring the old file back.
  sync_directory(path.parent_path());
}

void sync_file(const Descriptor& descriptor, const fs::path& path) {
  if (::fsync(descriptor.get()) != 0) throw_file_error("cannot be written to disk", path);
}

void sync_directory(const fs::path& directory) {
  const fs::path path = directory.empty() ? "." : directory;
  Descriptor handle(::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!handle.is_open()) throw_file_error("cannot open the directory", path);
  sync_file(handle, path);
}

std::optional<int64_t> free_bytes(const fs::path& path) {
  std::error_code error;
  const fs::path directory = fs::is_directory(path, error) ? path : path.parent_path();
  const fs::space_info space = fs::space(directory.empty() ? "." : directory, error);
  if (error) return std::nullopt;
  return static_cast<int64_t>(space.available);
}

std::string free_bytes_text(const fs::path& path) {
  const std::optional<int64_t> free = free_bytes(path);
  return free ? free_bytes_text(*free) : "";
}

std::string free_bytes_text(int64_t num_bytes) { return std::to_string(num_bytes) + " bytes free"; }

}  // namespace tandem
