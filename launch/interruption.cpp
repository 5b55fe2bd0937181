#include "launch/interruption.h"

#include <unistd.h>

#include <algorithm>
#include <cstring>

#include "framework/core/log.h"
#include "framework/core/stop_signals.h"

namespace tandem {
namespace {

/// As a handler of signals may: without a stream.
void write_words(const char* words) {
  // Whoever cannot be told is not told.
  [[maybe_unused]] const ssize_t written = ::write(STDERR_FILENO, words, std::strlen(words));
}

// Set before the handler that reads it is there.
const char* words_at_interruption = "";

void say_and_end(int signal) {
  write_words(words_at_interruption);
  ::raise(signal);  // by SA_RESETHAND to the end that it has without a handler
}

/// Whether the end of holding these back, with this mask from then on, ends the process.
bool end_by_pending(const sigset_t& held, const sigset_t& mask) {
  return std::ranges::any_of(kStopSignals, [&](int signal) {
    sigset_t one;
    sigemptyset(&one);
    sigaddset(&one, signal);
    struct sigaction action {};
    return sigismember(&held, signal) == 1 && sigismember(&mask, signal) == 0 &&
           is_one_pending(one) && ::sigaction(signal, nullptr, &action) == 0 &&
           action.sa_handler == SIG_DFL;
  });
}

}  // namespace

HeldInterruption::HeldInterruption() : held_(heeded_stop_signals()) {
  if (::pthread_sigmask(SIG_BLOCK, &held_, &before_) != 0) {
    throw Error(ExitCode::kInternal, {.what = "signals cannot be held back"});
  }
}

HeldInterruption::~HeldInterruption() {
  if (end_by_pending(held_, before_)) write_words("tandem: interrupted\n");
  if (::pthread_sigmask(SIG_SETMASK, &before_, nullptr) != 0) log_error("sigmask failed");
}

void HeldInterruption::check() const {
  if (is_one_pending(held_)) throw Interrupted({.what = "interrupted"});
}

void say_at_interruption(const char* words) {
  words_at_interruption = words;
  for (const int signal : {SIGINT, SIGTERM}) {
    struct sigaction present {};
    if (::sigaction(signal, nullptr, &present) != 0 || present.sa_handler == SIG_IGN) continue;
    struct sigaction speaking {};
    speaking.sa_handler = say_and_end;
    speaking.sa_flags = static_cast<int>(SA_RESETHAND);
    sigemptyset(&speaking.sa_mask);
    ::sigaction(signal, &speaking, nullptr);
  }
}

StopRequest::StopRequest() : watched_(heeded_stop_signals()) {
  ::pthread_sigmask(SIG_BLOCK, &watched_, nullptr);
}

bool StopRequest::requested() const { return is_one_pending(watched_); }

}  // namespace tandem
