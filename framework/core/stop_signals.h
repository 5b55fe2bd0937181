// The signals that ask a training to stop with a checkpoint.
#pragma once

#include <array>
#include <csignal>

namespace tandem {

/// Users and their terminals send the first three, schedulers any of them before a limit.
inline constexpr std::array kStopSignals = {SIGINT, SIGTERM, SIGHUP, SIGUSR1, SIGUSR2, SIGXCPU};

}  // namespace tandem
