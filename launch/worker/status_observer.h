// Keeps the status of a rank up to date: what is shown of a run while it goes on, and by what it is
// judged when it ends.
#pragma once

#include <chrono>
#include <filesystem>
#include <mutex>
#include <string>

#include "framework/core/error.h"
#include "framework/runs/rank_status.h"
#include "framework/training/observer.h"

namespace tandem {

class StatusObserver : public Observer {
 public:
  /// Writes the state "starting" at once.
  StatusObserver(std::filesystem::path run, int64_t rank, int64_t total_steps, int64_t batch_size);

  void on_start(int64_t step) override;
  void on_step(int64_t step) override;
  void on_report(int64_t step, const NamedValues& values, const StepTimes& times) override;
  void on_samples(int64_t step) override;
  void on_checkpoint(int64_t step) override;

  /// The last word of a rank, which state.is_final. The first one stays; any thread may say it.
  /// Whether it is written: where it is not, that is logged, and only the exit code can tell the
  /// launcher.
  bool finish(RankState state, const std::string& message, ExitCode exit_code);

 private:
  bool write();

  std::filesystem::path run_;
  int64_t batch_size_;
  RankStatus status_;
  std::mutex mutex_;
  bool is_finished_ = false;
  std::chrono::steady_clock::time_point last_write_;
  std::chrono::steady_clock::time_point rate_start_;
  int64_t rate_step_ = 0;
};

}  // namespace tandem
