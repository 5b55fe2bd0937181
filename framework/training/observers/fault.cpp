// Faults on request, so that tests can see what a fault does.
#include <ATen/ATen.h>

#include <condition_variable>
#include <csignal>
#include <cstdlib>
#include <limits>
#include <mutex>
#include <regex>
#include <string>

#include "framework/core/error.h"
#include "framework/training/observer_kind.h"

namespace tandem {
namespace {

/// As a thread does that waits for itself.
void wait_for_ever() {
  std::mutex mutex;
  std::condition_variable nobody_tells;
  std::unique_lock lock(mutex);
  nobody_tells.wait(lock, [] { return false; });
}

class FaultObserver : public Observer {
 public:
  FaultObserver(std::string kind, int64_t step, at::Tensor weights)
      : kind_(std::move(kind)), step_(step), weights_(std::move(weights)) {}

  void on_step(int64_t step) override {
    if (step != step_) return;
    if (kind_ == "kill") std::raise(SIGKILL);
    if (kind_ == "hang") wait_for_ever();
    if (kind_ == "nan") {
      weights_.detach().fill_(std::numeric_limits<float>::quiet_NaN());
      return;
    }
    TORCH_CHECK_WITH(OutOfMemoryError, kind_ != "memory",
                     "CUDA out of memory. This is what TANDEM_TEST_FAULT asked for.");
    throw Error(ExitCode::kInternal, {.what = "a fault that TANDEM_TEST_FAULT asked for",
                                      .where = "step " + std::to_string(step)});
  }

 private:
  std::string kind_;
  int64_t step_;
  at::Tensor weights_;
};

/// What TANDEM_TEST_FAULT asks of this rank: "throw@rank:step", "kill@…", "hang@…", "nan@…" or
/// "memory@…". After that step it throws, kills itself, waits for ever, computes from weights that
/// are not finite, or has no more memory on its GPU; once, in a process that started before it.
std::unique_ptr<Observer> requested_fault(const ObservedTraining& training) {
  const char* text = std::getenv("TANDEM_TEST_FAULT");
  if (text == nullptr) return nullptr;
  std::cmatch match;
  if (!std::regex_match(text, match,
                        std::regex("(throw|kill|hang|nan|memory)@(\\d{1,9}):(\\d{1,9})"))) {
    throw ConfigError({.what = "the requested fault cannot be understood",
                       .where = "TANDEM_TEST_FAULT",
                       .expected = "throw@<rank>:<step>, kill@…, hang@…, nan@… or memory@…",
                       .got = text});
  }
  const int64_t step = std::stoll(match[3]);
  if (std::stoll(match[2]) != training.rank || step <= training.start_step) return nullptr;
  return std::make_unique<FaultObserver>(match[1], step, training.state.parameters().weights());
}

}  // namespace

ObserverKind fault_observer() { return {.is_of_every_rank = true, .make = requested_fault}; }

}  // namespace tandem
