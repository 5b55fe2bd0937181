#include "launch/job/supervisor.h"

#include <algorithm>
#include <csignal>
#include <fstream>
#include <sstream>
#include <system_error>

#include "framework/core/text.h"
#include "launch/job/stop_signals.h"

namespace tandem {
namespace {

/// What was appended to a file since it had `begin` bytes, at most the last 64 KiB.
std::string read_tail(const std::filesystem::path& path, uintmax_t begin) {
  constexpr uintmax_t kMaxBytes = 64 << 10;
  std::error_code error;
  const uintmax_t size = std::filesystem::file_size(path, error);
  if (error || size <= begin) return "";
  std::ifstream file(path, std::ios::binary);
  file.seekg(static_cast<std::streamoff>(std::max(begin, size - std::min(size, kMaxBytes))));
  std::ostringstream text;
  text << file.rdbuf();
  return printable(text.str());
}

}  // namespace

JobEnd Supervisor::run(const Job& job) {
  constexpr int kPollMilliseconds = 100;
  ranks_.resize(static_cast<size_t>(job.ranks));
  const StopSignals signals;
  std::error_code error;
  const uintmax_t size = std::filesystem::file_size(paths_.output_log(), error);
  const uintmax_t output_begin = error ? 0 : size;
  ChildProcess child(launcher_.arguments(job), paths_.output_log());
  std::optional<ProcessEnd> end;
  while (!(end = child.poll())) {
    if (const auto signal = signals.wait(kPollMilliseconds)) take_signal(*signal, child);
    read_ranks();
    if (ranks_.front()) progress_.show(*ranks_.front(), Clock::now());
    pass_on_stop(child);
    end_lingering(child);
  }
  read_ranks();
  if (ranks_.front() && !given_up_) progress_.show(*ranks_.front(), Clock::now());
  progress_.finish();
  const std::string output = read_tail(paths_.output_log(), output_begin);
  return {.process = *end,
          .launcher = launcher_.name(),
          .lost = launcher_.find_lost_rank(*end, output),
          .was_given_up = given_up_.has_value(),
          .had_lingered = had_lingered_,
          .ranks = ranks_,
          .output = output};
}

void Supervisor::take_signal(int signal, ChildProcess& child) {
  if (signal == SIGCHLD) return;
  if (!stop_requested_) {
    stop_requested_ = Clock::now();
    read_ranks();
    progress_.note(all_ranks_are_there()
                       ? "stopping after this step; press Ctrl-C again to give up"
                       : "stopping as soon as every rank has started; press Ctrl-C again to give "
                         "up");
    return;
  }
  if (signal == SIGINT || signal == SIGTERM) {
    give_up(child, "giving up: what was done since the last checkpoint is lost");
  }
}

void Supervisor::pass_on_stop(ChildProcess& child) {
  constexpr std::chrono::seconds kKillAfter{10};
  const auto now = Clock::now();
  if (given_up_) {
    // A launcher ends its ranks within about a second; this is for one that hangs itself.
    if (!was_killed_ && now - *given_up_ > kKillAfter) {
      was_killed_ = true;
      child.send(SIGKILL);
    }
    return;
  }
  if (!stop_requested_ || stop_was_passed_on_) return;
  if (all_ranks_are_there()) {
    stop_was_passed_on_ = true;
    launcher_.request_stop(child);
  } else if (now - *stop_requested_ > start_limit_) {
    give_up(child, "giving up: not every rank has started within " +
                       std::to_string(start_limit_.count()) + " s after the request to stop");
  }
}

void Supervisor::give_up(ChildProcess& child, const std::string& reason) {
  if (given_up_) return;
  given_up_ = Clock::now();
  progress_.note(reason);
  launcher_.give_up(child);
}

void Supervisor::end_lingering(ChildProcess& child) {
  if (had_lingered_ || !all_ranks_have_ended()) return;
  if (!ranks_ended_) ranks_ended_ = Clock::now();
  if (Clock::now() - *ranks_ended_ < end_limit_) return;
  had_lingered_ = true;
  if (given_up_) return;
  given_up_ = Clock::now();
  launcher_.give_up(child);
}

void Supervisor::read_ranks() {
  for (size_t rank = 0; rank < ranks_.size(); ++rank) {
    auto status = read_rank_status(paths_.rank_status(static_cast<int>(rank)));
    if (status) ranks_[rank] = std::move(status);
  }
}

bool Supervisor::all_ranks_are_there() const {
  return std::all_of(ranks_.begin(), ranks_.end(),
                     [](const auto& status) { return status.has_value(); });
}

bool Supervisor::all_ranks_have_ended() const {
  return std::all_of(ranks_.begin(), ranks_.end(),
                     [](const auto& status) { return status && status->is_final(); });
}

}  // namespace tandem
