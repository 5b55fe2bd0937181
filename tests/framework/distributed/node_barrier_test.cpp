#include "framework/distributed/node_barrier.h"

#include <gtest/gtest.h>
#include <signal.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>

#include "framework/core/error.h"
#include "tests/support/error_message.h"

namespace tandem {
namespace {

using State = NodeBarrier::State;

/// While it lives, `kill(process, 0)` says that this process has ended. With `met`, the ranks meet
/// there just before it says so.
class EndedProcess {
 public:
  explicit EndedProcess(pid_t process, State* met = nullptr) { current() = {process, met}; }
  ~EndedProcess() { current() = {}; }
  EndedProcess(const EndedProcess&) = delete;
  EndedProcess& operator=(const EndedProcess&) = delete;

  /// Whether this process has.
  static bool is(pid_t process) {
    const auto [ended, met] = current();
    if (ended == 0 || process != ended) return false;
    if (met != nullptr) met->generation.fetch_add(1);
    return true;
  }

 private:
  struct Ended {
    pid_t process = 0;
    State* met = nullptr;
  };
  static Ended& current() {
    static Ended ended;
    return ended;
  }
};

/// This rank is the first of two, and the only one to come.
class NodeBarrierTest : public testing::Test {
 protected:
  static constexpr pid_t kOther = 1;  // there always is one

  State state_{};
  NodeBarrier barrier_{state_,
                       {.node_rank = 0, .first_rank = 4, .processes = {::getpid(), kOther}},
                       std::chrono::nanoseconds(0)};
};

TEST_F(NodeBarrierTest, ARankThatDiedIsNamed) {
  const EndedProcess ended(kOther);
  EXPECT_NE(message_of<CommunicationError>([this] { barrier_.wait(); }).find("rank 5 (process"),
            std::string::npos);
}

TEST_F(NodeBarrierTest, ARankThatLeftIsNamed) {
  state_.departed.store(2);
  EXPECT_NE(message_of<CommunicationError>([this] { barrier_.wait(); }).find("left the run"),
            std::string::npos);
}

TEST_F(NodeBarrierTest, ARankThatEndsOnceAllHaveMetIsNotMissed) {
  const EndedProcess ended(kOther, &state_);
  barrier_.wait();
  EXPECT_EQ(state_.generation.load(), 1U);
}

}  // namespace
}  // namespace tandem

/// For the whole program, its libraries included.
extern "C" int kill(pid_t process, int number) noexcept {
  if (number == 0 && tandem::EndedProcess::is(process)) {
    errno = ESRCH;
    return -1;
  }
  return static_cast<int>(::syscall(SYS_kill, process, number));
}
