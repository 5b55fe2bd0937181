#include "launch/doctor/host_probe.h"

#include <algorithm>
#include <memory>

#include "framework/core/error.h"
#include "framework/core/process.h"

namespace tandem {
namespace {

/// The line with the answer, once it is there whole; before it stands what the shells of the host
/// print at their start.
std::string answer_in(const std::string& output) {
  // Where none is found, npos + 1 is 0.
  const size_t begin = output.starts_with("{") ? 0 : output.find("\n{") + 1;
  if (begin == 0 && !output.starts_with("{")) return "";
  const size_t end = output.find('\n', begin);
  return end == std::string::npos ? "" : output.substr(begin, end - begin);
}

class OpenCall {
 public:
  explicit OpenCall(const HostCall& call)
      : sent_(seconds_since_1970()), answer_{.host = call.host} {
    try {
      process_ = std::make_unique<HeardProcess>(call.arguments);
    } catch (const FileError& error) {
      fail({.what = error.what(), .advice = "It is what mpirun starts ranks on hosts with."});
    }
  }

  /// Whether it is over, as seen now.
  bool look() {
    if (process_ == nullptr) return true;
    // First how it ended: what it said is then all there.
    const auto end = process_->poll();
    const std::string line = answer_in(process_->output());
    if (!line.empty()) {
      // Taken after the answer was read: a time from before might lie before it was written.
      take(line, seconds_since_1970());
    } else if (end) {
      fail(explain_failure(answer_.host, process_->output(), end));
    }
    return process_ == nullptr;
  }

  void give_up() {
    if (process_ != nullptr) fail(explain_failure(answer_.host, process_->output(), std::nullopt));
  }

  const HostAnswer& answer() const { return answer_; }

 private:
  void take(const std::string& line, double seen) {
    try {
      answer_.facts = parse_machine_facts(line);
      answer_.clock = clock_offset(*answer_.facts, sent_, seen);
      process_.reset();
    } catch (const Error& error) {
      fail({.what = std::string("an answer that cannot be understood: ") + error.what(),
            .advice = "Are tandem here and tandem-worker there of one build?"});
    }
  }

  void fail(const HostFailure& failure) {
    answer_.failure = failure;
    process_.reset();
  }

  double sent_;
  HostAnswer answer_;
  std::unique_ptr<HeardProcess> process_;  // null: it is over
};

}  // namespace

ClockOffset clock_offset(const MachineFacts& facts, double sent, double seen) {
  // It cannot have come before it was sent, nor have been seen before it went.
  const double most = facts.received - sent;
  const double least = facts.answered - seen;
  return {.seconds = (most + least) / 2.0, .uncertainty = std::max(0.0, (most - least) / 2.0)};
}

std::vector<HostAnswer> ask_hosts(const std::vector<HostCall>& calls, const Patience& patience) {
  std::vector<std::unique_ptr<OpenCall>> open;
  for (const HostCall& call : calls) open.push_back(std::make_unique<OpenCall>(call));
  ends_in_time(
      // Counted, so that all are looked at: none_of stops at the first that is open.
      [&] { return std::ranges::count_if(open, [](auto& call) { return !call->look(); }) == 0; },
      patience);
  std::vector<HostAnswer> answers;
  for (const auto& call : open) {
    call->give_up();
    answers.push_back(call->answer());
  }
  return answers;
}

}  // namespace tandem
