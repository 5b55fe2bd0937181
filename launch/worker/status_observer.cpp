#include "launch/worker/status_observer.h"

#include <unistd.h>

#include "framework/core/log.h"
#include "framework/core/process.h"
#include "framework/runs/run_paths.h"
#include "framework/runs/sample_grids.h"

namespace tandem {
namespace {

using Clock = std::chrono::steady_clock;

constexpr auto kInterval = std::chrono::milliseconds(250);

}  // namespace

StatusObserver::StatusObserver(std::filesystem::path run, int64_t rank, int64_t total_steps,
                               int64_t batch_size)
    : run_(std::move(run)), batch_size_(batch_size), last_write_(Clock::now()) {
  status_.rank = static_cast<int>(rank);
  status_.host = host_name();
  status_.pid = ::getpid();
  status_.steps = total_steps;
  write();
}

void StatusObserver::on_start(int64_t step) {
  const std::lock_guard lock(mutex_);
  status_.state = RankState::kTraining;
  status_.step = rate_step_ = step;
  rate_start_ = Clock::now();
  if (step > 0) status_.resumable_step = step;
  write();
}

void StatusObserver::on_step(int64_t step) {
  const std::lock_guard lock(mutex_);
  status_.step = step;
  const auto now = Clock::now();
  if (now - last_write_ < kInterval) return;
  const double seconds = std::chrono::duration<double>(now - rate_start_).count();
  status_.samples_per_second = static_cast<double>((step - rate_step_) * batch_size_) / seconds;
  write();
}

void StatusObserver::on_report(int64_t, const NamedValues& values, const StepTimes&) {
  const std::lock_guard lock(mutex_);
  for (const auto& [name, value] : values) {
    if (!name.ends_with("/learning_rate")) status_.terms[name] = value;
  }
}

void StatusObserver::on_samples(int64_t step) {
  const std::lock_guard lock(mutex_);
  status_.files.clear();
  try {
    const auto grids = grids_of(RunPaths{run_}.samples(), step);
    status_.files.assign(grids.begin(), grids.end());
  } catch (const FileError& error) {
    log_warning(error.what());  // grids that are not named are no reason to end a training
  }
}

void StatusObserver::on_checkpoint(int64_t step) {
  const std::lock_guard lock(mutex_);
  status_.step = step;
  status_.resumable_step = step;
  write();
}

bool StatusObserver::finish(RankState state, const std::string& message, ExitCode exit_code) {
  const std::lock_guard lock(mutex_);
  status_.state = state;
  status_.message = message;
  status_.exit_code = exit_code;
  const bool is_written = write();
  is_finished_ = true;
  return is_written;
}

/// With the lock held, or before another thread knows of this.
bool StatusObserver::write() {
  if (is_finished_) return true;
  last_write_ = Clock::now();
  try {
    write_rank_status(RunPaths{run_}.rank_status(status_.rank), status_);
    return true;
  } catch (const FileError& error) {
    log_warning(error.what());  // the training is worth more than its progress bar
    return false;
  }
}

}  // namespace tandem
