// A limit on the length of files, which makes writes fail as a full disk does, without root.
#pragma once

#include <gtest/gtest.h>
#include <signal.h>
#include <sys/resource.h>

namespace tandem {

/// While it lives, no file of this process grows beyond `num_bytes`: the write that reaches the
/// limit is short, the next one fails with EFBIG.
class FileSizeLimit {
 public:
  explicit FileSizeLimit(rlim_t num_bytes) {
    previous_handler_ = ::signal(SIGXFSZ, SIG_IGN);
    EXPECT_EQ(::getrlimit(RLIMIT_FSIZE, &previous_limit_), 0);
    const rlimit limit{.rlim_cur = num_bytes, .rlim_max = previous_limit_.rlim_max};
    EXPECT_EQ(::setrlimit(RLIMIT_FSIZE, &limit), 0);
  }
  ~FileSizeLimit() {
    EXPECT_EQ(::setrlimit(RLIMIT_FSIZE, &previous_limit_), 0);
    ::signal(SIGXFSZ, previous_handler_);
  }
  FileSizeLimit(const FileSizeLimit&) = delete;
  FileSizeLimit& operator=(const FileSizeLimit&) = delete;

 private:
  rlimit previous_limit_{};
  void (*previous_handler_)(int) = nullptr;
};

}  // namespace tandem
