#include "launch/doctor/hosts_examination.h"

#include <algorithm>
#include <filesystem>
#include <memory>
#include <optional>
#include <system_error>

#include "framework/core/choice.h"
#include "framework/core/error.h"
#include "framework/core/text.h"
#include "launch/doctor/directory_token.h"
#include "launch/doctor/host_comparison.h"
#include "launch/doctor/host_probe.h"
#include "launch/doctor/link_measurement.h"
#include "launch/doctor/remote_agent.h"
#include "launch/interruption.h"
#include "launch/job/hosts.h"
#include "launch/worker_program.h"

namespace tandem {
namespace {

using HostSlots = std::vector<std::pair<std::string, int64_t>>;

/// Each host once, with all of its slots.
HostSlots distinct_hosts(const std::string& text) {
  HostSlots hosts;
  for (const auto& [name, slots] : parse_hosts(text)) {
    const auto found = std::ranges::find(hosts, name, &HostSlots::value_type::first);
    if (found == hosts.end()) {
      hosts.emplace_back(name, slots);
    } else {
      found->second += slots;
    }
  }
  return hosts;
}

/// How `question` is put to each of the hosts: by the agent of what starts ranks there, which this
/// machine does not need, or, where it has none, by itself.
std::vector<HostCall> calls_to(const HostSlots& hosts, const LauncherRequest& request,
                               const std::vector<std::string>& question,
                               std::chrono::seconds limit) {
  std::vector<HostCall> calls;
  const bool has_agent = parallel_launcher(request)->has_agent();
  const auto agent = has_agent ? remote_agent(request.arguments) : std::vector<std::string>();
  for (const auto& [host, slots] : hosts) {
    if (!has_agent) {
      LauncherRequest alone = request;
      alone.hosts = host + ":1";
      const Job job{.ranks = 1, .program = question, .is_quiet = true};
      calls.push_back({host, parallel_launcher(alone)->arguments(job)});
    } else if (is_this_host(host)) {
      calls.push_back({host, question});
    } else {
      calls.push_back({host, remote_call(agent, host, question, limit)});
    }
  }
  return calls;
}

/// Nothing where the directory takes no file, which is then a finding.
std::unique_ptr<DirectoryToken> token_in(const std::filesystem::path& directory,
                                         Findings& findings) {
  try {
    return std::make_unique<DirectoryToken>(directory);
  } catch (const FileError& error) {
    findings.add({.kind = FindingKind::kFailed,
                  .subject = "directory",
                  .text = error.problem().what + (error.problem().got.empty() ? "" : "; ") +
                          error.problem().got,
                  .advice = "Runs are written where tandem is started, unless --run says "
                            "otherwise: start it where you may write."});
    return nullptr;
  }
}

/// Those that have answered; the others are findings.
std::vector<ComparedHost> answering(const HostSlots& hosts, const std::vector<HostAnswer>& answers,
                                    Findings& findings) {
  std::vector<ComparedHost> compared;
  for (size_t i = 0; i < hosts.size(); ++i) {
    const HostAnswer& answer = answers.at(i);
    if (answer.facts) {
      compared.push_back({.name = answer.host,
                          .slots = hosts[i].second,
                          .facts = *answer.facts,
                          .clock = answer.clock});
    } else {
      findings.add({.kind = FindingKind::kFailed,
                    .subject = answer.host,
                    .text = answer.failure.what,
                    .advice = answer.failure.advice});
    }
  }
  if (!compared.empty()) {
    findings.add({.subject = "hosts", .text = joined(compared, &ComparedHost::name) + " answer"});
  }
  return compared;
}

}  // namespace

void examine_hosts(const LauncherRequest& request, std::chrono::seconds limit, Findings& findings) {
  const HeldInterruption interruption;
  const Patience patience{.limit = limit, .check = [&] { interruption.check(); }};
  const HostSlots hosts = distinct_hosts(request.hosts);
  const std::filesystem::path directory = std::filesystem::current_path();
  const std::string worker = worker_path();

  std::vector<ComparedHost> compared;
  std::vector<Finding> differences;
  {
    // There until all have answered.
    const auto token = token_in(directory, findings);
    const std::string file = token ? token->file().string() : "";
    const std::vector<std::string> question = {worker, "machine", directory.string(), file};
    std::vector<HostCall> calls = calls_to(hosts, request, question, limit);
    // This machine, too, is described by the worker, which knows LibTorch and CUDA.
    calls.push_back({"here", question});
    std::vector<HostAnswer> answers = ask_hosts(calls, patience);
    const HostAnswer here = answers.back();
    answers.pop_back();
    compared = answering(hosts, answers, findings);
    if (!here.facts) {
      findings.add({.kind = FindingKind::kFailed,
                    .subject = "here",
                    .text = here.failure.what,
                    .advice = here.failure.advice});
    } else if (!compared.empty()) {
      differences = compare_hosts(*here.facts, compared, token ? token->content() : "");
    }
  }
  for (const Finding& finding : differences) findings.add(finding);
  if (compared.empty()) return;
  findings.add(measure_links(request, names_of(compared), {worker, "links"}, patience));
}

}  // namespace tandem
