#include "framework/core/append_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

#include "framework/core/files.h"
#include "framework/core/log.h"

namespace tandem {

AppendFile::AppendFile(std::filesystem::path path, Open mode) : path_(std::move(path)) {
  const int flags = O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | (mode == Open::kNew ? O_EXCL : 0);
  descriptor_ = Descriptor(::open(path_.c_str(), flags, 0644));
  if (!descriptor_.is_open()) throw_file_error("cannot open the file for appending", path_);
}

AppendFile::~AppendFile() {
  // NFS may tell of a failed write only here.
  if (descriptor_.close() != 0) {
    log_error(path_.string() + ": cannot close the file (" + std::strerror(errno) + ")");
  }
}

void AppendFile::append(std::string_view bytes) {
  struct stat before {};
  if (::fstat(descriptor_.get(), &before) != 0) throw_file_error("cannot examine the file", path_);
  for (size_t done = 0; done < bytes.size();) {
    const ssize_t count = ::write(descriptor_.get(), bytes.data() + done, bytes.size() - done);
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) {
      const int error = errno;
      // A torn piece would spoil the next one.
      const bool restored = ::ftruncate(descriptor_.get(), before.st_size) == 0;
      errno = error;
      throw_file_error(
          restored ? "cannot write the file" : "cannot write the file, its end is torn", path_,
          bytes.size() - done);
    }
    done += static_cast<size_t>(count);
  }
}

void AppendFile::sync() { sync_file(descriptor_, path_); }

}  // namespace tandem
