// Asks many hosts at once what they are, and waits for none of them for long.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "launch/doctor/heard_process.h"
#include "launch/doctor/host_failure.h"
#include "launch/machine_facts.h"

namespace tandem {

/// The arguments of the process that asks a host.
struct HostCall {
  std::string host;
  std::vector<std::string> arguments;
};

/// How far a clock is ahead of the one here.
struct ClockOffset {
  double seconds = 0.0;
  double uncertainty = 0.0;  // in seconds, to both sides
};

struct HostAnswer {
  std::string host;
  std::optional<MachineFacts> facts = {};
  ClockOffset clock = {};    // where there are facts
  HostFailure failure = {};  // where there are none
};

/// `sent` and `seen`: the clock here (seconds since 1970) before the call and after the answer.
/// Exact where the way there takes as long as the way back (D. Mills, Network Time Protocol, RFC
/// 958, 1985).
ClockOffset clock_offset(const MachineFacts& facts, double sent, double seen);

/// The answers in the order of the calls. A host that has not answered when the patience ends is
/// no longer waited for.
std::vector<HostAnswer> ask_hosts(const std::vector<HostCall>& calls, const Patience& patience);

}  // namespace tandem
