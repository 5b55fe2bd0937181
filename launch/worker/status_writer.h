// Keeps the status of a rank up to date: what is shown of a run while it goes on, and by what it is
// judged when it ends.
#pragma once

#include <chrono>
#include <filesystem>
#include <mutex>
#include <string>

#include "framework/core/error.h"
#include "framework/distributed/rank_position.h"
#include "framework/runs/rank_status.h"
#include "framework/training/observer.h"

namespace tandem {

class StatusWriter : public Observer {
 public:
  /// Writes the state "starting" at once. The more ranks there are, the less often one writes that
  /// is not rank 0.
  StatusWriter(std::filesystem::path run, const RankStatus& first, int64_t batch_size,
               int64_t num_ranks);

  void on_start(int64_t step) override;
  void on_step(int64_t step) override;
  void on_report(int64_t step, const NamedValues& values, const StepTimes& times) override;
  void on_samples(int64_t step) override;
  void on_checkpoint(int64_t step) override;

  /// Writes what is new since the last time, and not too often; for a thread that trains nothing.
  /// `board`: of the ranks of this host, for which the first of them speaks. `beats`: says now and
  /// then that they are there, also where nothing is new.
  void tick(PositionBoard& board, bool beats);

  /// The last word of a rank, which state.is_final. The first one stays; any thread may say it.
  /// Whether it is written: where it is not, that is logged, and only the exit code can tell the
  /// launcher.
  bool finish(RankState state, const std::string& message, ExitCode exit_code);

 private:
  using Clock = std::chrono::steady_clock;

  bool write(const RankStatus& status);

  std::filesystem::path run_;
  int64_t batch_size_;
  bool is_first_;  // of all ranks
  std::chrono::milliseconds interval_;
  std::mutex mutex_;  // of the following; never held while a file is written
  RankStatus status_;
  bool is_new_ = false;
  Clock::time_point rate_start_;
  int64_t rate_step_ = 0;
  std::timed_mutex writing_;  // of the following
  bool is_heard_of_ = false;  // a word of it is written
  bool is_finished_ = false;
  bool is_last_word_written_ = false;
  Clock::time_point last_write_;
};

}  // namespace tandem
