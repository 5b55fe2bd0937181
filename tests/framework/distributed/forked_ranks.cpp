#include "tests/framework/distributed/forked_ranks.h"

#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <exception>
#include <stdexcept>
#include <thread>
#include <utility>

namespace tandem::test {
namespace {

int code_of(int status) { return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status); }

int run_body(const ForkedRank& rank, const std::function<int(const ForkedRank&)>& body) {
  try {
    return body(rank);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "rank %d: %s\n", static_cast<int>(rank.rank()), error.what());
    return 1;
  }
}

/// Waits for a process, kills it when the time is over.
int code_within(pid_t process, std::chrono::seconds limit) {
  const auto deadline = std::chrono::steady_clock::now() + limit;
  int status = 0;
  while (::waitpid(process, &status, WNOHANG) == 0) {
    if (std::chrono::steady_clock::now() > deadline) ::kill(process, SIGKILL);
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
  return code_of(status);
}

}  // namespace

ForkedRank::ForkedRank(int64_t rank, std::vector<std::vector<int>> pipes)
    : rank_(rank), pipes_(std::move(pipes)) {}

std::string ForkedRank::from_rank_0(std::string said, size_t length) const {
  said.resize(length);
  if (rank_ == 0) {
    for (size_t peer = 1; peer < pipes_.size(); ++peer) {
      // Shorter than what a pipe takes at once.
      if (::write(pipes_[peer][1], said.data(), length) != static_cast<ssize_t>(length)) {
        throw std::runtime_error("a rank does not listen");
      }
    }
    return said;
  }
  if (::read(pipes_[static_cast<size_t>(rank_)][0], said.data(), length) !=
      static_cast<ssize_t>(length)) {
    throw std::runtime_error("rank 0 says nothing");
  }
  return said;
}

std::vector<int> run_forked(int64_t size, const std::function<int(const ForkedRank&)>& body,
                            std::chrono::seconds longer) {
  std::vector<std::vector<int>> pipes;
  for (int64_t rank = 0; rank < size; ++rank) {
    std::array<int, 2> ends{};
    if (::pipe(ends.data()) != 0) throw std::runtime_error("no pipe");
    pipes.push_back({ends[0], ends[1]});
  }
  std::vector<pid_t> processes;
  std::fflush(nullptr);
  for (int64_t rank = 0; rank < size; ++rank) {
    const pid_t process = ::fork();
    if (process < 0) throw std::runtime_error("no process");
    if (process == 0) {
      const int code = run_body({rank, pipes}, body);
      std::fflush(nullptr);
      ::_exit(code);
    }
    processes.push_back(process);
  }
  for (const auto& ends : pipes) ::close(ends[0]), ::close(ends[1]);
  std::vector<int> codes;
  for (const pid_t process : processes) {
    codes.push_back(code_within(process, codes.empty() ? std::chrono::seconds(240) : longer));
  }
  return codes;
}

}  // namespace tandem::test
