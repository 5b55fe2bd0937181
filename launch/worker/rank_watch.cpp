#include "launch/worker/rank_watch.h"

#include <algorithm>
#include <utility>

#include "framework/core/process.h"
#include "launch/patience.h"
#include "launch/worker/thread_stacks.h"

namespace tandem {
namespace {

constexpr std::chrono::milliseconds kTick{100};
// Where more time lies between two looks, this process was stopped.
constexpr std::chrono::seconds kLongestLook{1};

std::string seconds_since(ProgressWatch::Clock::time_point then,
                          ProgressWatch::Clock::time_point now) {
  const auto tenths = std::chrono::duration_cast<std::chrono::milliseconds>(now - then) / 100;
  return std::to_string(tenths.count() / 10) + "." + std::to_string(tenths.count() % 10) + " s";
}

/// What the system says of a process that does not go on; empty: nothing that explains it.
std::string state_of_process(int64_t pid) {
  if (pid == 0) return "";  // it has not said which it is
  switch (process_state(pid)) {
    case 'T':
      return "; it is stopped (by SIGSTOP or a terminal)";
    case 't':
      return "; it is stopped by a debugger";
    case 'D':
      return "; it is in a system call that does not return (a file system that does not answer?)";
    case 'Z':
    case 'X':
    case '\0':
      return "; it has ended";
    default:
      return "";
  }
}

}  // namespace

ProgressWatch::ProgressWatch(PositionBoard& board, const SupervisionOptions& options,
                             std::vector<std::string> objectives, bool is_asynchronous)
    : board_(board),
      options_(options),
      objectives_(std::move(objectives)),
      is_asynchronous_(is_asynchronous),
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
    case Activity::kSavingLate:
      // Its time is over; a little more, as some of that may have passed in a process that was
      // stopped.
      return std::chrono::seconds(options_.saving_patience_seconds / 10);
    case Activity::kTraining:
      break;
  }
  return std::chrono::seconds(options_.patience_seconds);
}

/// How long this rank may wait for one of another host, which cannot be seen.
std::chrono::seconds ProgressWatch::deadline_of_other_hosts() const {
  const RankPosition& own = board_.own();
  const std::chrono::seconds limit = deadline(own.activity.load());
  // Rank 0 is of this host, and what others wait for for long, as a checkpoint, is done by rank 0
  // alone; since the first step, so is the preparation of an objective whose phase begins later.
  const bool all_do_the_same = board_.first_rank() == 0 && own.step.load() > own.start_step.load();
  // The watch of the other host finds out first, and can say more.
  if (all_do_the_same) return limit + limit / 10 + std::chrono::seconds(1);
  // Nobody prepares any more where this rank does not: the start may last for ever.
  std::chrono::seconds longest = limit;
  for (const Activity each : {Activity::kTraining, Activity::kEvaluating, Activity::kSaving}) {
    longest = std::max(longest, deadline(each));
  }
  return longest;
}

std::optional<std::string> ProgressWatch::look(Clock::time_point now) {
  take_beats(now);
  std::optional<std::string> found = find(now);
  // The other ranks of the host see it, and say where they are before the job ends.
  if (found) board_.own().is_alarmed.store(1);
  return found;
}

void ProgressWatch::take_beats(Clock::time_point now) {
  const auto pause = last_look_ ? now - *last_look_ - kLongestLook : Clock::duration::zero();
  last_look_ = now;
  const auto positions = board_.all();
  for (size_t i = 0; i < seen_.size(); ++i) {
    // What others did meanwhile was not seen either.
    if (pause > Clock::duration::zero()) seen_[i].since += pause;
    const int64_t beats = positions[i]->beats.load(std::memory_order_acquire);
    if (beats != seen_[i].beats) seen_[i] = {.beats = beats, .since = now};
  }
}

std::optional<std::string> ProgressWatch::find(Clock::time_point now) const {
  const auto positions = board_.all();
  const RankPosition& own = board_.own();
  const auto self = static_cast<size_t>(std::ranges::find(positions, &own) - positions.begin());
  const auto is_late = [&](size_t i, std::chrono::seconds limit) {
    return now - seen_[i].since > limit;
  };
  const auto is_late_by_itself = [&](size_t i) {
    return is_late(i, deadline(positions[i]->activity.load()));
  };
  const bool waits = is_asynchronous_ || own.is_inside.load() != 0;
  if (!waits) {
    if (is_late_by_itself(self)) return "no progress for " + name_of(self, now);
    return std::nullopt;
  }
  bool waits_for_one = false;
  for (size_t i = 0; i < positions.size(); ++i) {
    // Who has begun fewer operations has not come to the one in which this rank waits.
    if (positions[i]->operations.load() >= own.operations.load()) continue;
    waits_for_one = true;
    if (is_late_by_itself(i)) return "waits for rank " + name_of(i, now);
  }
  if (waits_for_one) return std::nullopt;
  // All ranks of this host are in the same operation, or it is this one that is behind.
  for (size_t i = 0; i < positions.size(); ++i) {
    // Within the operation, too, one that was stopped or has ended holds up the others.
    const bool is_stopped = i != self && !state_of_process(positions[i]->pid.load()).empty();
    if (is_stopped && is_late_by_itself(i)) return "waits for rank " + name_of(i, now);
  }
  const bool all_are_here = board_.num_ranks() == static_cast<int64_t>(positions.size());
  const auto limit = all_are_here ? deadline(own.activity.load()) : deadline_of_other_hosts();
  if (!is_late(self, limit)) return std::nullopt;
  return (all_are_here ? "no progress for "
                       : "waits for ranks of other hosts, or for itself, for ") +
         name_of(self, now);
}

/// "1, which has made no progress for 3.0 s: where it is", and of this rank "3.0 s: where it is".
std::string ProgressWatch::name_of(size_t i, Clock::time_point now) const {
  const RankPosition& position = *board_.all()[i];
  std::string time = seconds_since(seen_[i].since, now) + ": " + place_of(position);
  if (&position == &board_.own()) return time;
  return std::to_string(board_.first_rank() + static_cast<int64_t>(i)) +
         ", which has made no progress for " + time + state_of_process(position.pid.load());
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
  std::string text = tandem::name_of(kActivities, position.activity.load()) + " after step " +
                     std::to_string(position.step.load());
  const auto objective = static_cast<size_t>(position.objective.load());
  if (objective > 0 && objective <= objectives_.size()) {
    text += ", objective '" + objectives_[objective - 1] + "'";
  }
  return text + (position.is_inside.load() != 0 ? ", in" : ", after") + " collective operation " +
         std::to_string(position.operations.load()) + " (" + to_string(position.operation.load()) +
         ")";
}

RankWatch::RankWatch(RankWatchSetup setup)
    : setup_(std::move(setup)), ticker_([this] {
        repeat([this] {
          setup_.tick();
          return true;
        });
      }) {
  if (setup_.progress == nullptr) return;
  try {
    watcher_ = std::thread([this] { repeat([this] { return goes_on(); }); });
  } catch (...) {  // there are as many threads as there may be
    end();
    throw;
  }
}

RankWatch::~RankWatch() { end(); }

void RankWatch::end() {
  {
    const std::lock_guard lock(mutex_);
    ends_ = true;
  }
  end_requested_.notify_all();
  ticker_.join();
  if (watcher_.joinable()) watcher_.join();
}

/// Until there is nothing more to do, or this object ends.
void RankWatch::repeat(const std::function<bool()>& work) {
  std::unique_lock lock(mutex_);
  while (!end_requested_.wait_for(lock, kTick, [this] { return ends_; })) {
    lock.unlock();
    if (!work()) return;
    lock.lock();
  }
}

void RankWatch::alarm() const {
  if (setup_.on_alarm) setup_.on_alarm();
}

bool RankWatch::goes_on() {
  ProgressWatch& progress = *setup_.progress;
  const auto now = ProgressWatch::Clock::now();
  std::optional<std::string> what = progress.look(now);
  if (!what && progress.is_anyone_alarmed()) {
    // What another rank found this one would find within a few looks, too.
    what = progress.look(now + 5 * kTick);
    if (!what) {
      alarm();
      setup_.on_hang("", ThreadStacks().all());
      return false;
    }
  }
  if (!what) return true;
  alarm();
  const ThreadStacks stacks;
  setup_.on_hang(*what + "\nranks of this host:\n" + progress.positions() +
                     "  main thread of this rank:\n" + stacks.main_thread(),
                 stacks.all());
  return false;
}

}  // namespace tandem
