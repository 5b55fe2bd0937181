// The memory that a call takes at its worst, measured in a process of its own.
#pragma once

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdint>

#include "framework/core/process.h"

namespace tandem {

/// Bytes by which `call` raises the peak of resident memory in a child of this process. The call
/// must not throw.
template <class Call>
int64_t peak_bytes_added(const Call& call) {
  int ends[2] = {-1, -1};
  EXPECT_EQ(::pipe(ends), 0);
  const pid_t child = ::fork();
  EXPECT_GE(child, 0);
  if (child == 0) {
    const int64_t before = peak_resident_bytes();
    call();
    const int64_t added = peak_resident_bytes() - before;
    ::_exit(::write(ends[1], &added, sizeof(added)) == sizeof(added) ? 0 : 1);
  }
  ::close(ends[1]);
  int64_t added = -1;
  EXPECT_EQ(::read(ends[0], &added, sizeof(added)), static_cast<ssize_t>(sizeof(added)));
  ::close(ends[0]);
  int status = 0;
  EXPECT_EQ(::waitpid(child, &status, 0), child);
  EXPECT_EQ(status, 0);
  return added;
}

}  // namespace tandem
