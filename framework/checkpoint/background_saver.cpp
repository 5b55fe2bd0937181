#include "framework/checkpoint/background_saver.h"

#include <utility>

namespace tandem {

void BackgroundSaver::start(SealedCheckpoint checkpoint) {
  started_ = std::chrono::steady_clock::now();
  // The destructor of such a future waits for its thread.
  saving_ = std::async(std::launch::async, [this, saved = std::move(checkpoint)] {
    store_.save(saved);
    return saved.manifest.step;
  });
}

std::chrono::steady_clock::duration BackgroundSaver::age() const {
  return saving_.valid() ? std::chrono::steady_clock::now() - started_
                         : std::chrono::steady_clock::duration::zero();
}

std::optional<int64_t> BackgroundSaver::poll() {
  return is_done_within(std::chrono::seconds(0)) ? finish() : std::nullopt;
}

std::optional<int64_t> BackgroundSaver::finish() {
  if (!saving_.valid()) return std::nullopt;
  return saving_.get();
}

bool BackgroundSaver::is_done_within(std::chrono::steady_clock::duration time) const {
  return !saving_.valid() || saving_.wait_for(time) == std::future_status::ready;
}

}  // namespace tandem
