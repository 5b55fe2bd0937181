#include "framework/distributed/node_barrier.h"

#include <immintrin.h>
#include <linux/futex.h>
#include <sched.h>
#include <signal.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <climits>
#include <ctime>
#include <string>
#include <utility>

#include "framework/core/error.h"
#include "framework/core/log.h"

namespace tandem {
namespace {

static_assert(std::atomic<uint32_t>::is_always_lock_free, "atomics must work between processes");

/// How often a sleeping rank looks whether the others live.
constexpr timespec kLookAround = {.tv_sec = 0, .tv_nsec = 200'000'000};

/// False only when the process is known to be gone.
bool is_alive(pid_t process) { return kill(process, 0) == 0 || errno != ESRCH; }

// Not FUTEX_PRIVATE: the word is shared between processes.
long futex(std::atomic<uint32_t>& word, int operation, uint32_t value, const timespec* timeout) {
  return syscall(SYS_futex, &word, operation, value, timeout, nullptr, 0);
}

}  // namespace

NodeBarrier::NodeBarrier(State& state, Party party, std::chrono::nanoseconds spin)
    : state_(state), party_(std::move(party)), spin_(spin) {
  // Processes of another namespace cannot be watched; mpirun still does.
  for (pid_t& process : party_.processes) {
    if (!is_alive(process)) process = 0;
  }
}

NodeBarrier::~NodeBarrier() {
  state_.departed.store(static_cast<int32_t>(party_.node_rank) + 1);
  if (futex(state_.generation, FUTEX_WAKE, INT_MAX, nullptr) < 0) log_error("futex wake failed");
}

void NodeBarrier::wait() {
  // Before this rank arrives: afterwards the last one may change it at any time.
  const uint32_t generation = state_.generation.load(std::memory_order_acquire);
  const uint32_t arrived = state_.arrived.fetch_add(1, std::memory_order_acq_rel) + 1;
  if (arrived < party_.processes.size()) {
    if (!spin_while(generation)) sleep_while(generation);
    return;
  }
  // Before the generation: who sees the next one may arrive again at once.
  state_.arrived.store(0, std::memory_order_relaxed);
  // Sequentially consistent, as is the count of sleepers: one of the two sides sees the other.
  state_.generation.fetch_add(1);
  if (state_.sleepers.load() == 0) return;
  if (futex(state_.generation, FUTEX_WAKE, INT_MAX, nullptr) < 0) {
    throw_lost(party_.node_rank, "cannot wake the others");
  }
}

bool NodeBarrier::spin_while(uint32_t generation) const {
  const auto end = std::chrono::steady_clock::now() + spin_;
  do {
    for (int i = 0; i < 32; ++i) {
      if (state_.generation.load(std::memory_order_acquire) != generation) return true;
      _mm_pause();
    }
    sched_yield();  // for other threads of this core, such as one that reads ahead
  } while (std::chrono::steady_clock::now() < end);
  return false;
}

void NodeBarrier::sleep_while(uint32_t generation) {
  state_.sleepers.fetch_add(1);
  while (state_.generation.load() == generation) {
    // The kernel compares the word once more, so that no wake is missed.
    const long result = futex(state_.generation, FUTEX_WAIT, generation, &kLookAround);
    if (result != 0 && errno != EAGAIN && errno != EINTR && errno != ETIMEDOUT) {
      throw_lost(party_.node_rank, "cannot wait for the others");
    }
    if (state_.generation.load() == generation) check_peers(generation);
  }
  state_.sleepers.fetch_sub(1);
}

void NodeBarrier::check_peers(uint32_t generation) const {
  // Asked once a rank is known to be gone: it may have come here before.
  const auto still_waits = [&] { return state_.generation.load() == generation; };
  const int32_t departed = state_.departed.load();
  if (departed != 0 && still_waits()) {
    throw_lost(departed - 1, "left the run while others waited for it");
  }
  for (size_t i = 0; i < party_.processes.size(); ++i) {
    const pid_t process = party_.processes[i];
    if (process != 0 && !is_alive(process) && still_waits()) {
      throw_lost(static_cast<int64_t>(i), "died");
    }
  }
}

void NodeBarrier::throw_lost(int64_t node_rank, const char* what) const {
  const pid_t process = party_.processes[static_cast<size_t>(node_rank)];
  throw CommunicationError({.what = "rank " + std::to_string(party_.first_rank + node_rank) +
                                    " (process " + std::to_string(process) + ") " + what,
                            .where = "rank " +
                                     std::to_string(party_.first_rank + party_.node_rank) +
                                     ", barrier of a reduction inside a node",
                            .advice = "Its log says why; resume the run."});
}

}  // namespace tandem
