// Calls in a child of the test, which a signal may end.
#pragma once

#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <functional>

namespace tandem::testing_support {

/// How a child ends that runs this.
inline int end_of(const std::function<void()>& call) {
  const pid_t child = ::fork();
  EXPECT_GE(child, 0);
  if (child == 0) {
    // SIGXCPU would leave its memory in a file.
    const rlimit no_core{};
    ::setrlimit(RLIMIT_CORE, &no_core);
    call();
    ::_exit(0);
  }
  int status = 0;
  EXPECT_EQ(::waitpid(child, &status, 0), child);
  return status;
}

/// Runs a part of a test in a child, which ends by itself and without a failure.
inline void run_in_child(const std::function<void()>& part) {
  const int status = end_of([&] {
    part();
    if (::testing::Test::HasFailure()) ::_exit(1);
  });
  ASSERT_TRUE(WIFEXITED(status)) << "signal " << WTERMSIG(status);
  EXPECT_EQ(WEXITSTATUS(status), 0);
}

}  // namespace tandem::testing_support
