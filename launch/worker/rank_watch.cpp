#include "launch/worker/rank_watch.h"

#include <algorithm>
#include <exception>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <utility>

#include "framework/core/log.h"
#include "launch/worker/thread_stacks.h"

namespace tandem {
namespace {

constexpr std::chrono::milliseconds kTick{100};
constexpr std::chrono::hours kForEver{24 * 3650};

std::string seconds_since(ProgressWatch::Clock::time_point then,
                          ProgressWatch::Clock::time_point now) {
  const auto tenths = std::chrono::duration_cast<std::chrono::milliseconds>(now - then) / 100;
  return std::to_string(tenths.count() / 10) + "." + std::to_string(tenths.count() % 10) + " s";
}

/// What the system says of a process that does not go on; empty: nothing that explains it.
std::string state_of_process(int64_t pid) {
  std::ifstream file("/proc/" + std::to_string(pid) + "/stat");
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  const size_t name_end = text.rfind(") ");  // the name may hold anything
  if (name_end == std::string::npos || name_end + 2 >= text.size()) return "; it has ended";
  switch (text[name_end + 2]) {
    case 'T':
      return "; it is stopped (by SIGSTOP or a terminal)";
    case 't':
      return "; it is stopped by a debugger";
    case 'D':
      return "; it is in a system call that does not return (a file system that does not answer?)";
    case 'Z':
    case 'X':
      return "; it has ended";
    default:
      return "";
  }
}

}  // namespace

ProgressWatch::ProgressWatch(PositionBoard& board, const SupervisionOptions& options,
                             std::vector<std::string> objectives)
    : board_(board),
      options_(options),
      objectives_(std::move(objectives)),
      seen_(board.all().size()) {}

std::chrono::seconds ProgressWatch::deadline(Activity activity) const {
  switch (activity) {
    case Activity::kPreparing:
      if (options_.start_patience_seconds == 0) return kForEver;
      return std::chrono::seconds(options_.start_patience_seconds);
    case Activity::kEvaluating:
      return std::chrono::seconds(options_.evaluation_patience_seconds);
    case Activity::kSaving:
      return std::chrono::seconds(options_.saving_patience_seconds);
    case Activity::kTraining:
      break;
  }
  return std::chrono::seconds(options_.patience_seconds);
}

std::optional<std::string> ProgressWatch::look(Clock::time_point now) {
  const auto positions = board_.all();
  for (size_t i = 0; i < seen_.size(); ++i) {
    const int64_t beats = positions[i]->beats.load(std::memory_order_acquire);
    if (beats != seen_[i].beats) seen_[i] = {.beats = beats, .since = now};
  }
  RankPosition& own = board_.own();
  const auto is_late = [&](size_t i, std::chrono::seconds limit) {
    return now - seen_[i].since > limit;
  };
  const bool waits = own.is_inside.load() != 0;
  bool waits_for_none = waits;
  std::chrono::seconds longest{0};
  std::optional<std::string> found;
  for (size_t i = 0; i < seen_.size() && !found; ++i) {
    const RankPosition& position = *positions[i];
    const bool is_own = &position == &own;
    const std::chrono::seconds limit = deadline(position.activity.load());
    longest = std::max(longest, limit);
    const bool is_behind = position.operations.load() < own.operations.load();
    if (is_behind) waits_for_none = false;
    if (!is_late(i, limit) || (waits ? !is_behind : !is_own)) continue;
    found =
        is_own ? "no progress for " + seconds_since(seen_[i].since, now) + ": " + place_of(position)
               : "waits for rank " + std::to_string(board_.first_rank() + static_cast<int64_t>(i)) +
                     ", which has made no progress for " + seconds_since(seen_[i].since, now) +
                     ": " + place_of(position) + state_of_process(position.pid.load());
  }
  if (!found && waits_for_none) {
    // Whoever is behind is on another node, where what it does cannot be seen.
    const bool all_are_here = board_.num_ranks() == static_cast<int64_t>(seen_.size());
    if (!all_are_here) {
      for (const Activity each : {Activity::kPreparing, Activity::kEvaluating, Activity::kSaving}) {
        longest = std::max(longest, deadline(each));
      }
    }
    const auto self = std::ranges::find(positions, &own) - positions.begin();
    if (is_late(static_cast<size_t>(self), longest)) {
      found = "waits for ranks of other hosts for " +
              seconds_since(seen_[static_cast<size_t>(self)].since, now) + ": " + place_of(own);
    }
  }
  if (found) own.is_alarmed.store(1);
  return found;
}

bool ProgressWatch::is_anyone_alarmed() const {
  return std::ranges::any_of(
      board_.all(), [](const RankPosition* position) { return position->is_alarmed.load() != 0; });
}

std::string ProgressWatch::positions() const {
  std::string text;
  int64_t rank = board_.first_rank();
  for (const RankPosition* position : board_.all()) {
    const int64_t pid = position->pid.load();
    text += "  rank " + std::to_string(rank++) + " (pid " + std::to_string(pid) +
            "): " + place_of(*position) + state_of_process(pid) + "\n";
  }
  return text;
}

std::string ProgressWatch::place_of(const RankPosition& position) const {
  std::string text =
      to_string(position.activity.load()) + " after step " + std::to_string(position.step.load());
  const auto objective = static_cast<size_t>(position.objective.load());
  if (objective > 0 && objective <= objectives_.size()) {
    text += ", objective '" + objectives_[objective - 1] + "'";
  }
  return text + (position.is_inside.load() != 0 ? ", in" : ", after") + " collective operation " +
         std::to_string(position.operations.load()) + " (" + to_string(position.operation.load()) +
         ")";
}

RankWatch::RankWatch(RankWatchParts parts) : parts_(std::move(parts)), thread_([this] { run(); }) {}

RankWatch::~RankWatch() {
  {
    const std::lock_guard lock(mutex_);
    ends_ = true;
  }
  end_requested_.notify_all();
  thread_.join();
}

void RankWatch::run() {
  std::unique_lock lock(mutex_);
  while (!end_requested_.wait_for(lock, kTick, [this] { return ends_; })) {
    lock.unlock();
    parts_.tick();
    if (parts_.progress != nullptr && !goes_on()) return;
    lock.lock();
  }
}

bool RankWatch::goes_on() {
  ProgressWatch& progress = *parts_.progress;
  std::optional<std::string> what = progress.look(ProgressWatch::Clock::now());
  if (!what && progress.is_anyone_alarmed()) what = "ended, as another rank does not go on";
  if (!what) return true;
  const ThreadStacks stacks;
  log_error(*what + "\nranks of this host:\n" + progress.positions() + "threads:\n" + stacks.all());
  parts_.on_hang(*what + "\nranks of this host:\n" + progress.positions() +
                 "  main thread of this rank:\n" + stacks.main_thread());
  return false;
}

}  // namespace tandem
