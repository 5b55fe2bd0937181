// A file that does not answer whoever reads or writes it, as one of a file system that hangs.
#pragma once

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <system_error>
#include <utility>

#include "framework/core/descriptor.h"

namespace tandem::testing_support {

/// While it lives; then all that wait are let go, and read nothing, and whoever comes later finds
/// no file.
class HangingFile {
 public:
  explicit HangingFile(std::filesystem::path path) : path_(std::move(path)) {
    if (::mkfifo(path_.c_str(), 0600) != 0) {
      throw std::system_error(errno, std::generic_category(), path_);
    }
  }
  ~HangingFile() {
    const Descriptor last(::open(path_.c_str(), O_RDWR | O_NONBLOCK));
    // Before it closes: a thread that has not come so far would wait for ever.
    ::unlink(path_.c_str());
  }
  HangingFile(const HangingFile&) = delete;
  HangingFile& operator=(const HangingFile&) = delete;

 private:
  std::filesystem::path path_;
};

}  // namespace tandem::testing_support
