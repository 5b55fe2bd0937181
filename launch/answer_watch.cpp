#include "launch/answer_watch.h"

#include "framework/core/stop_signals.h"
#include "launch/interruption.h"

namespace tandem {

std::string AnswerWatch::look(Clock::time_point now) {
  constexpr std::chrono::seconds kUsualTime{30};
  const auto time = now - begin_;
  if (is_stop_pending()) {
    throw Interrupted({.what = "interrupted before there was an answer", .where = question_});
  }
  if (patience_ && time > *patience_) {
    throw Error(ExitCode::kRankLost,
                {.what = "no answer within " + std::to_string(patience_->count()) + " s",
                 .where = question_,
                 .advice = "Does a file system that it reads from not answer?"});
  }
  if (is_told_ || time < kUsualTime) return "";
  is_told_ = true;
  return "waiting for the answer of `" + question_ + "` for " + std::to_string(kUsualTime.count()) +
         " s now: a file system that it reads from is slow, or does not answer";
}

}  // namespace tandem
