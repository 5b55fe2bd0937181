// A rank that dies, throws or leaves ends the whole job within seconds, and the others say why.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/wait.h>

#include <array>
#include <chrono>
#include <cstdio>
#include <string>

namespace tandem::test {
namespace {

using testing::HasSubstr;

struct End {
  int exit_code = 0;
  double seconds = 0.0;
  std::string output;
};

/// Runs failing_rank on two ranks; `options` are for mpirun. A hang is ended after 30 seconds, with
/// exit code 124.
End run_job(const std::string& how, const std::string& options = "") {
  const std::string command = "timeout -k 1 30 " TANDEM_TEST_MPIEXEC
                              " -np 2 --oversubscribe --bind-to none " +
                              options + " " TANDEM_TEST_FAILING_RANK " " + how + " 2>&1 </dev/null";
  const auto start = std::chrono::steady_clock::now();
  End end;
  FILE* pipe = popen(command.c_str(), "r");
  if (pipe == nullptr) return {-1, 0.0, "popen failed"};
  std::array<char, 4096> buffer{};
  while (const size_t length = fread(buffer.data(), 1, buffer.size(), pipe)) {
    end.output.append(buffer.data(), length);
  }
  const int status = pclose(pipe);
  end.exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  end.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  return end;
}

TEST(RankFailure, AKilledRankEndsTheJob) {
  const End end = run_job("kill");
  EXPECT_EQ(end.exit_code, 137) << end.output;
  EXPECT_LT(end.seconds, 15.0);
}

// Told to recover, mpirun lets the others run on; it ends with 0 whatever they end with, and what
// it says of an abort itself may be lost.
TEST(RankFailure, AKilledRankIsNoticedByTheOthers) {
  const End end = run_job("kill", "--enable-recovery");
  EXPECT_NE(end.exit_code, 124) << end.output;
  EXPECT_THAT(end.output, HasSubstr("aborts with 76"));
  EXPECT_THAT(end.output, HasSubstr("rank 1 (process "));
  EXPECT_THAT(end.output, HasSubstr(") died"));
}

TEST(RankFailure, ARankThatThrowsEndsTheJobWithItsCode) {
  const End end = run_job("throw");
  EXPECT_NE(end.exit_code, 124) << end.output;
  EXPECT_NE(end.exit_code, 0) << end.output;
  EXPECT_LT(end.seconds, 15.0);
  EXPECT_THAT(end.output, HasSubstr("rank 1 fails on purpose"));
}

TEST(RankFailure, ARankThatUnwindsPastItsSessionEndsTheJob) {
  const End end = run_job("unwind");
  EXPECT_NE(end.exit_code, 124) << end.output;
  EXPECT_NE(end.exit_code, 0) << end.output;
  EXPECT_LT(end.seconds, 15.0);
  EXPECT_THAT(end.output, HasSubstr("rank 1 fails on purpose"));
}

TEST(RankFailure, ARankThatLeavesIsNamedByTheOthers) {
  const End end = run_job("leave");
  EXPECT_EQ(end.exit_code, 76) << end.output;
  EXPECT_LT(end.seconds, 15.0);
  EXPECT_THAT(end.output, HasSubstr("left the run"));
}

}  // namespace
}  // namespace tandem::test
