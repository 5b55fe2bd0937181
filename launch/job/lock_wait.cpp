#include "launch/job/lock_wait.h"

#include <algorithm>

#include "launch/job/timed_answer.h"

namespace tandem {
namespace {

// In which the locks of a lost host are given back.
constexpr std::chrono::minutes kLockTime{3};

}  // namespace

LockWait::LockWait(std::chrono::seconds patience)
    : longest_look_(std::max<std::chrono::seconds>(patience, kLockTime)) {}

bool LockWait::goes_on(Clock::time_point look_began, Clock::time_point look_ended) {
  if (look_ended - look_began >= longest_look_) return false;
  if (!first_look_) first_look_ = look_ended;
  // Where every answer is late, the wait has an end, too.
  if (look_ended - *first_look_ >= longest_look_ + kLockTime) return false;
  const bool was_answered_late = look_ended - look_began > kAnswerTime;
  if (!held_since_ || was_answered_late) held_since_ = look_ended;
  return look_ended - *held_since_ < kLockTime;
}

}  // namespace tandem
