#include "framework/core/log.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <utility>

#include "framework/core/error.h"
#include "framework/core/files.h"
#include "tests/support/temporary_directory.h"

namespace tandem {
namespace {

TEST(Log, GoesToTheFileLineByLineWithItsLevel) {
  const TemporaryDirectory folder;
  write_file_synced(folder / "rank-0.log", "before\n");
  open_log(folder / "rank-0.log");
  log_warning("{} two");
  log_error("a \x1b[31mcolour");
  EXPECT_THAT(read_file(folder / "rank-0.log"),
              testing::MatchesRegex("before\n[^\n]* warning [{][}] two\n"
                                    "[^\n]* error a [^\x1b\n]*colour\n"));
}

/// What a child process does that logs to `file`, to which nothing can be written at first.
void log_in_a_child(const std::filesystem::path& file, const std::function<void()>& rest) {
  const pid_t child = ::fork();
  ASSERT_GE(child, 0);
  if (child == 0) {
    const std::filesystem::path errors = file.string() + ".errors";
    if (std::freopen(errors.c_str(), "w", stderr) == nullptr) ::_exit(2);
    open_log(file);
    ::signal(SIGXFSZ, SIG_IGN);
    rlimit limit{};
    ::getrlimit(RLIMIT_FSIZE, &limit);
    const rlim_t usual = std::exchange(limit.rlim_cur, 0);
    ::setrlimit(RLIMIT_FSIZE, &limit);
    log_warning("one");
    log_error("two");
    limit.rlim_cur = usual;
    ::setrlimit(RLIMIT_FSIZE, &limit);
    rest();
    std::exit(0);
  }
  int status = 0;
  ASSERT_EQ(::waitpid(child, &status, 0), child);
  ASSERT_TRUE(WIFEXITED(status));
}

TEST(Log, LinesThatCouldNotBeWrittenAreCountedOnce) {
  const TemporaryDirectory folder;
  const auto log = folder / "rank-0.log";
  log_in_a_child(log, [] {
    log_warning("three");
    log_warning("four");
  });
  EXPECT_THAT(read_file(log), testing::MatchesRegex(
                                  "[^\n]* warning lines of this log that could not be written: 2\n"
                                  "[^\n]* warning three\n[^\n]* warning four\n"));
  EXPECT_EQ(read_file(log.string() + ".errors"), "");
}

TEST(Log, LinesThatWereNeverWrittenAreCountedAtTheEnd) {
  const TemporaryDirectory folder;
  const auto log = folder / "rank-0.log";
  log_in_a_child(log, [] {});
  EXPECT_EQ(read_file(log), "");
  EXPECT_EQ(read_file(log.string() + ".errors"),
            "lines of this log that could not be written: 2\n");
}

TEST(Log, AFileThatCannotBeOpenedIsNamed) {
  const TemporaryDirectory folder;
  EXPECT_THROW(open_log(folder.path()), FileError);
}

}  // namespace
}  // namespace tandem
