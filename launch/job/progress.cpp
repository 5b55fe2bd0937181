#include "launch/job/progress.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>

#include "framework/core/text.h"

namespace tandem {
namespace {

template <class... Values>
std::string format(const char* pattern, Values... values) {
  std::array<char, 256> text{};
  std::snprintf(text.data(), text.size(), pattern, values...);
  return text.data();
}

std::string bar(double share) {
  constexpr int kWidth = 24;
  const int filled = static_cast<int>(std::clamp(share, 0.0, 1.0) * kWidth);
  return "[" + std::string(static_cast<size_t>(filled), '=') +
         std::string(static_cast<size_t>(kWidth - filled), ' ') + "]";
}

/// Until what it measures is there.
bool is_evaluating(const RankStatus& status) {
  return status.state == RankState::kTraining && status.activity == Activity::kEvaluating &&
         status.values_step != status.step;
}

}  // namespace

std::string duration_text(double seconds) {
  const long long whole = std::llround(std::max(0.0, seconds));
  if (whole < 3600) return format("%02lld:%02lld", whole / 60, whole % 60);
  return format("%lld:%02lld:%02lld", whole / 3600, whole / 60 % 60, whole % 60);
}

void Progress::show(const RankStatus& status, Clock::time_point now) {
  // Time left follows from the first step that is seen: neither the start nor what an earlier job
  // has trained counts.
  if (!has_started_ && status.step > 0) {
    has_started_ = true;
    first_step_ = status.step;
    first_time_ = now;
  }
  if (!is_due(status, now)) return;
  shown_step_ = status.step;
  shown_state_ = status.state;
  shown_values_step_ = status.values_step;
  shown_evaluating_ = is_evaluating(status);
  shown_time_ = now;
  if (redraws_) {
    // Without wrapping, a narrow terminal cuts the line instead of leaving parts of it behind.
    out_ << "\r\033[K\033[?7l" << text_of(status, now) << "\033[?7h" << std::flush;
    line_is_open_ = true;
  } else {
    out_ << text_of(status, now) << std::endl;
  }
}

bool Progress::is_due(const RankStatus& status, Clock::time_point now) const {
  const bool has_news =
      status.values_step != shown_values_step_ || is_evaluating(status) != shown_evaluating_;
  if (status.step == shown_step_ && status.state == shown_state_ && !has_news) return false;
  if (redraws_ || shown_step_ < 0) return true;
  if (status.step == shown_step_) {
    // What was measured at the step of the last line; and that it is being measured, if that takes
    // so long that one wonders.
    if (status.values_step == status.step && shown_values_step_ != status.step) return true;
    return is_evaluating(status) && !shown_evaluating_ &&
           now - shown_time_ >= std::chrono::seconds(2);
  }
  const int64_t tenth = std::max<int64_t>(1, status.steps / 10);
  return now - shown_time_ >= std::chrono::seconds(5) || status.step / tenth != shown_step_ / tenth;
}

std::string Progress::text_of(const RankStatus& status, Clock::time_point now) const {
  if (status.state == RankState::kStarting) return to_string(status.state);
  const double share =
      status.steps > 0 ? static_cast<double>(status.step) / static_cast<double>(status.steps) : 0;
  std::string text = redraws_ ? bar(share) + " " : "";
  text += format("step %lld of %lld (%.0f %%)", static_cast<long long>(status.step),
                 static_cast<long long>(status.steps), 100.0 * share);
  if (status.samples_per_second > 0.0) {
    text += format("  %.0f samples/s", status.samples_per_second);
  }
  const double elapsed = std::chrono::duration<double>(now - first_time_).count();
  if (has_started_ && status.step > first_step_ && elapsed > 0.0) {
    const double rate = static_cast<double>(status.step - first_step_) / elapsed;
    text += "  " + duration_text(static_cast<double>(status.steps - status.step) / rate) + " left";
  }
  if (is_evaluating(status)) text += "  evaluating";
  size_t num_shown = 0;
  for (const auto& [name, value] : status.values) {
    constexpr size_t kMaxShown = 4;
    if (num_shown++ == kMaxShown) break;
    text += format("  %.30s %.4g", name.c_str(), value);
  }
  return text;
}

void Progress::note(const std::string& line) {
  finish();
  out_ << printable_line(line) << std::endl;
}

void Progress::finish() {
  if (line_is_open_) out_ << std::endl;
  line_is_open_ = false;
}

}  // namespace tandem
