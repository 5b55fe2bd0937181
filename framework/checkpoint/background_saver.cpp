#include "framework/checkpoint/background_saver.h"

#include <utility>

namespace tandem {

void BackgroundSaver::start(SealedCheckpoint checkpoint) {
  started_ = std::chrono::steady_clock::now();
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
  if (!saving_.valid()) return std::nullopt;
  if (saving_.wait_for(std::chrono::seconds(0)) != std::future_status::ready) return std::nullopt;
  return saving_.get();
}

std::optional<int64_t> BackgroundSaver::finish() {
  if (!saving_.valid()) return std::nullopt;
  return saving_.get();
}

}  // namespace tandem
