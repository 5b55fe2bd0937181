#include "framework/core/input_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <utility>

#include "framework/core/files.h"

namespace tandem {

InputFile::InputFile(std::filesystem::path path)
    : path_(std::move(path)), descriptor_(::open(path_.c_str(), O_RDONLY | O_CLOEXEC)) {
  if (!descriptor_.is_open()) throw_read_error("cannot open the file", path_);
}

uint64_t InputFile::num_bytes() const {
  struct stat status {};
  if (::fstat(descriptor_.get(), &status) != 0) throw_read_error("cannot examine the file", path_);
  return static_cast<uint64_t>(status.st_size);
}

size_t InputFile::read(void* bytes, size_t count) {
  size_t done = 0;
  while (done < count) {
    const ssize_t now = ::read(descriptor_.get(), static_cast<char*>(bytes) + done, count - done);
    if (now < 0 && errno == EINTR) continue;
    if (now < 0) throw_read_error("cannot read the file", path_);
    if (now == 0) break;
    done += static_cast<size_t>(now);
  }
  return done;
}

void InputFile::seek(uint64_t position) {
  if (::lseek(descriptor_.get(), static_cast<off_t>(position), SEEK_SET) < 0) {
    throw_read_error("cannot read the file", path_);
  }
}

}  // namespace tandem
