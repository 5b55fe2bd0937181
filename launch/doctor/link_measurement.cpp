#include "launch/doctor/link_measurement.h"

#include <algorithm>
#include <bit>
#include <memory>

#include "framework/core/error.h"
#include "framework/core/text.h"
#include "launch/job/hosts.h"
#include "launch/job/orphans.h"
#include "launch/sum_timing.h"

namespace tandem {
namespace {

constexpr const char* kLinksSubject = "links";

/// Lines of JSON, among whatever else is printed.
std::vector<SumTiming> timings_in(const std::string& output) {
  std::vector<SumTiming> timings;
  for (const std::string& line : split(output, '\n')) {
    if (line.starts_with("{")) timings.push_back(parse_sum_timing(line));
  }
  return timings;
}

std::string sums_text(const std::vector<SumTiming>& timings) {
  return std::to_string(timings.front().ranks) + " ranks sum " +
         joined(timings, [](const SumTiming& timing) { return to_sentence(timing); });
}

/// A job that has ended, with all that it started, when this is gone.
class EndingJob {
 public:
  EndingJob(const JobLauncher& launcher, const Job& job)
      : launcher_(launcher), process_(std::make_unique<HeardProcess>(launcher.arguments(job))) {}
  ~EndingJob() {
    constexpr std::chrono::seconds kDeathTime{5};
    if (!process_->poll()) {
      launcher_.give_up(process_->child());
      ends_in_time([&] { return process_->poll().has_value(); }, {.limit = kDeathTime});
    }
    // Orphans::end takes every child that came after it for an orphan.
    process_.reset();
    orphans_.end(std::chrono::seconds(1));
  }
  EndingJob(const EndingJob&) = delete;
  EndingJob& operator=(const EndingJob&) = delete;

  HeardProcess& process() { return *process_; }

 private:
  const JobLauncher& launcher_;
  // Made before the process, which it would else leave alone as one that was there already.
  Orphans orphans_;
  std::unique_ptr<HeardProcess> process_;
};

}  // namespace

std::string places_for_links(const std::vector<std::string>& hosts) {
  // Less than twice as many as hosts, but for a single one: no host gets more than two.
  const size_t ranks = std::bit_ceil(std::max<size_t>(2, hosts.size()));
  size_t more = ranks - hosts.size();
  return joined(
      hosts,
      [&](const std::string& host) {
        const bool has_two = more > 0;
        if (has_two) --more;
        return host + (has_two ? ":2" : ":1");
      },
      ",");
}

Finding links_finding(const std::string& output, const std::optional<ProcessEnd>& end) {
  Finding finding{.kind = FindingKind::kFailed,
                  .subject = kLinksSubject,
                  .text = "",
                  .advice =
                      "Every port must be open between the hosts, and from them to this one. "
                      "Where they have several networks: --launcher-args \"--mca "
                      "oob_tcp_if_include NETWORK --mca btl_tcp_if_include NETWORK\"."};
  try {
    const std::vector<SumTiming> timings = timings_in(output);
    const std::string sums = timings.empty() ? "" : sums_text(timings);
    if (!end) {
      finding.text = "the sum over all hosts does not end" + (sums.empty() ? "" : "; " + sums);
    } else if (!end->is_success()) {
      finding.text =
          "the sum over all hosts failed (" + to_string(*end) + ")\n" + printable(output);
    } else if (timings.empty()) {
      finding.text = "the ranks have measured nothing; " + last_words(output);
    } else {
      finding.kind = FindingKind::kGood;
      finding.text = sums;
    }
  } catch (const Error& error) {
    finding.text = error.what();
  }
  return finding;
}

Finding measure_links(LauncherRequest request, const std::vector<std::string>& hosts,
                      const std::vector<std::string>& program, const Patience& patience) {
  request.hosts = places_for_links(hosts);
  Job job{.ranks = 0, .program = program, .is_quiet = true};
  for (const auto& [host, count] : parse_hosts(request.hosts)) job.ranks += count;
  try {
    const auto launcher = parallel_launcher(request);
    launcher->check(job);
    // It ends its ranks also where the patience throws.
    EndingJob running(*launcher, job);
    HeardProcess& process = running.process();
    ends_in_time([&] { return process.poll().has_value(); }, patience);
    const auto end = process.poll();
    return links_finding(process.output(), end);
  } catch (const UsageError& error) {
    return {.kind = FindingKind::kFailed, .subject = kLinksSubject, .text = error.what()};
  } catch (const FileError& error) {
    return {.kind = FindingKind::kFailed, .subject = kLinksSubject, .text = error.what()};
  }
}

}  // namespace tandem
