#include "launch/worker/status_writer.h"

#include <algorithm>

#include "framework/core/log.h"
#include "framework/core/process.h"
#include "framework/runs/run_paths.h"
#include "framework/runs/sample_grids.h"

namespace tandem {
namespace {

// Between writes of what is new.
constexpr std::chrono::milliseconds kInterval{250};
// Between signs of life where nothing is new.
constexpr std::chrono::seconds kBeat{1};
// How long a last word waits for a write that goes on.
constexpr std::chrono::seconds kLongestWrite{5};
// As if all ranks wrote into one folder, and not the first of each host.
constexpr double kMostWritesPerSecond = 400;

std::vector<RankBeat> neighbours_on(const PositionBoard& board) {
  std::vector<RankBeat> neighbours;
  auto rank = static_cast<int>(board.first_rank());
  for (const RankPosition* position : board.all()) {
    const RankBeat beat{.rank = rank++,
                        .step = position->step.load(),
                        .operations = position->operations.load(),
                        .operation = to_string(position->operation.load()),
                        .beats = position->looks.load(),
                        .peak_bytes = position->peak_bytes.load()};
    if (beat.rank != board.first_rank()) neighbours.push_back(beat);
  }
  return neighbours;
}

}  // namespace

StatusWriter::StatusWriter(std::filesystem::path run, const RankStatus& first, int64_t batch_size,
                           int64_t num_ranks)
    : run_(std::move(run)),
      batch_size_(batch_size),
      is_first_(first.rank == 0),
      interval_(kInterval),
      status_(first) {
  if (!is_first_) {  // what people look at is rank 0
    const double seconds = static_cast<double>(num_ranks) / kMostWritesPerSecond;
    interval_ = std::max(kInterval, std::chrono::milliseconds(static_cast<int64_t>(seconds * 1e3)));
  }
  write(first);
}

void StatusWriter::on_start(int64_t step) {
  const std::lock_guard lock(mutex_);
  status_.state = RankState::kTraining;
  status_.step = rate_step_ = step;
  rate_start_ = Clock::now();
  if (step > 0) status_.resumable_step = step;
  is_new_ = true;
}

void StatusWriter::on_step(int64_t step) {
  const std::lock_guard lock(mutex_);
  status_.step = step;
  is_new_ = true;
}

void StatusWriter::on_report(int64_t step, const NamedValues& values, const StepTimes&) {
  const std::lock_guard lock(mutex_);
  status_.values_step = step;
  is_new_ = true;
  for (const auto& [name, value] : values) {
    if (!name.ends_with("/learning_rate")) status_.values[name] = value;
  }
}

void StatusWriter::on_samples(int64_t step) {
  // Rank 0 writes the grids. A folder that many ranks read at once would hold up their training.
  if (!is_first_) return;
  std::vector<std::string> files;
  try {
    const auto grids = grids_of(RunPaths{run_}.samples(), step);
    files.assign(grids.begin(), grids.end());
  } catch (const FileError& error) {
    log_warning(error.what());  // grids that are not named are no reason to end a training
  }
  const std::lock_guard lock(mutex_);
  status_.files = std::move(files);
}

void StatusWriter::on_checkpoint(int64_t step) {
  const std::lock_guard lock(mutex_);
  status_.resumable_step = step;
  is_new_ = true;
}

void StatusWriter::tick(PositionBoard& board, bool beats) {
  ++board.own().looks;
  board.own().peak_bytes = peak_resident_bytes();
  {
    const std::lock_guard lock(mutex_);
    status_.operations = board.own().operations.load();
    status_.operation = to_string(board.own().operation.load());
    status_.peak_bytes = board.own().peak_bytes.load();
    const Activity activity = board.own().activity.load();
    is_new_ = is_new_ || activity != status_.activity;
    status_.activity = activity;
  }
  const auto now = Clock::now();
  // Before mutex_, as in finish, and alone while it writes: a file system that hangs must not hold
  // up the training.
  const std::lock_guard writing(writing_);
  if (is_finished_) return;
  const bool speaks = status_.rank == board.first_rank();
  // The others write their first word and their last one.
  if (!speaks && is_heard_of_) return;
  const bool is_beat_due =
      (beats || !is_heard_of_) && now - last_write_ >= std::max<Clock::duration>(kBeat, interval_);
  RankStatus status;
  {
    const std::lock_guard lock(mutex_);
    if (!is_beat_due && (!is_new_ || now - last_write_ < interval_)) return;
    is_new_ = false;
    if (is_beat_due) ++status_.beats;
    if (speaks) status_.neighbours = neighbours_on(board);
    const double seconds = std::chrono::duration<double>(now - rate_start_).count();
    status_.samples_per_second =
        static_cast<double>((status_.step - rate_step_) * batch_size_) / seconds;
    status = status_;
  }
  write(status);
}

bool StatusWriter::finish(RankState state, const std::string& message, ExitCode exit_code) {
  // A write before may hang with its file system; then there is no last word.
  const std::unique_lock writing(writing_, kLongestWrite);
  if (!writing.owns_lock()) return false;
  if (is_finished_) return is_last_word_written_;
  RankStatus status;
  {
    const std::lock_guard lock(mutex_);
    status_.state = state;
    status_.message = message;
    status_.exit_code = exit_code;
    status = status_;
  }
  is_finished_ = true;
  is_last_word_written_ = write(status);
  return is_last_word_written_;
}

/// With `writing_` held, or before another thread knows of this.
bool StatusWriter::write(const RankStatus& status) {
  last_write_ = Clock::now();
  try {
    write_rank_status(RunPaths{run_}.rank_status(status.rank), status);
    is_heard_of_ = true;
    return true;
  } catch (const FileError& error) {
    log_warning(error.what());  // the training is worth more than its progress bar
    return false;
  }
}

}  // namespace tandem
