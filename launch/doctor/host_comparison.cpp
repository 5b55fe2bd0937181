#include "launch/doctor/host_comparison.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <iomanip>
#include <set>
#include <sstream>

#include "framework/core/text.h"

namespace tandem {
namespace {

constexpr const char* kHere = "here";

/// What a subject is on one machine.
struct Cell {
  std::string host;
  std::string text;
  bool is_good = true;
};

/// Machines of which the same is said share a line; one line where that is all of them.
std::string lines_of(const std::vector<Cell>& cells) {
  std::vector<Cell> groups;
  for (const Cell& cell : cells) {
    const auto found = std::ranges::find_if(groups, [&](const Cell& group) {
      return group.text == cell.text && group.is_good == cell.is_good;
    });
    if (found == groups.end()) {
      groups.push_back(cell);
    } else {
      found->host += ", " + cell.host;
    }
  }
  if (groups.size() == 1) return groups.front().text;
  const bool all_good = std::ranges::all_of(groups, &Cell::is_good);
  return joined(
      groups,
      [&](const Cell& group) {
        const std::string mark = all_good ? "" : group.is_good ? "  " : "! ";
        return mark + group.host + ": " + group.text;
      },
      "\n");
}

Finding finding_of(const std::string& subject, const std::vector<Cell>& cells,
                   const std::string& advice, FindingKind otherwise = FindingKind::kDiffers) {
  const bool all_good = std::ranges::all_of(cells, &Cell::is_good);
  return {.kind = all_good ? FindingKind::kGood : otherwise,
          .subject = subject,
          .text = lines_of(cells),
          .advice = advice};
}

/// "4 × A, 2 × B", in the order of their numbers.
std::string gpus_of(const MachineFacts& facts) {
  std::vector<std::string> kinds;
  const auto& names = facts.gpus;
  for (auto name = names.begin(); name != names.end();) {
    const auto end =
        std::find_if(name, names.end(), [&](const auto& next) { return next != *name; });
    kinds.push_back(std::to_string(end - name) + " × " + *name);
    name = end;
  }
  return kinds.empty() ? "none" : joined(kinds);
}

std::string bytes_text(int64_t bytes) {
  if (bytes < 0) return "unknown";
  constexpr double kGiga = 1e9;
  const double giga = static_cast<double>(bytes) / kGiga;
  std::ostringstream text;
  text << std::fixed << std::setprecision(giga < 10.0 ? 1 : 0) << giga << " GB";
  return text.str();
}

/// Of what is each host's own.
std::vector<Cell> cells_of(const std::vector<ComparedHost>& hosts,
                           const std::function<Cell(const ComparedHost&)>& cell) {
  std::vector<Cell> all;
  for (const ComparedHost& host : hosts) {
    all.push_back(cell(host));
    all.back().host = host.name;
  }
  return all;
}

/// Of what is to be as it is on the first host: where no rank runs, as perhaps here, it does not
/// matter.
std::vector<Cell> cells_alike(const std::vector<ComparedHost>& hosts,
                              std::string MachineFacts::*text) {
  const std::string& expected = hosts.front().facts.*text;
  return cells_of(hosts, [&](const ComparedHost& host) {
    const std::string& own = host.facts.*text;
    return Cell{.host = "", .text = own, .is_good = own == expected};
  });
}

/// The program here starts that of the hosts and reads what it writes: it, too, is to be the same.
std::vector<Cell> builds_of(const MachineFacts& here, const std::vector<ComparedHost>& hosts) {
  const auto text = [](const MachineFacts& facts) {
    return facts.version + ", program " + facts.program.substr(0, 12);
  };
  const std::string expected = text(here);
  std::vector<Cell> all = cells_of(hosts, [&](const ComparedHost& host) {
    const std::string own = text(host.facts);
    return Cell{.host = "", .text = own, .is_good = own == expected};
  });
  all.insert(all.begin(), {.host = kHere, .text = expected});
  return all;
}

/// How many of them a host has concerns its places alone.
std::vector<Cell> gpus_on(const std::vector<ComparedHost>& hosts) {
  const auto kinds_of = [](const ComparedHost& host) {
    return std::set<std::string>(host.facts.gpus.begin(), host.facts.gpus.end());
  };
  return cells_of(hosts, [&](const ComparedHost& host) {
    return Cell{.host = "",
                .text = gpus_of(host.facts),
                .is_good = kinds_of(host) == kinds_of(hosts.front())};
  });
}

/// A rank computes on a GPU where the host has some, else on a core.
Cell places_on(const ComparedHost& host) {
  const auto gpus = static_cast<int64_t>(host.facts.gpus.size());
  std::string text = counted(host.facts.cores, "core");
  if (gpus > 0) text += " and " + counted(gpus, "GPU");
  return {.host = "",
          .text = text + " for " + counted(host.slots, "rank"),
          .is_good = host.slots <= (gpus > 0 ? gpus : host.facts.cores)};
}

Cell clock_of(const ComparedHost& host) {
  constexpr double kToleratedSeconds = 1.0;
  std::ostringstream text;
  text << std::fixed << std::setprecision(2) << std::showpos << host.clock.seconds << std::noshowpos
       << " s ± " << host.clock.uncertainty << " s";
  return {.host = "",
          .text = text.str(),
          // What a slow answer may explain is not held against the clock.
          .is_good = std::abs(host.clock.seconds) <= kToleratedSeconds + host.clock.uncertainty};
}

/// Whether the host sees the directory of this machine, told by the token in it.
Cell directory_on(const ComparedHost& host, const std::string& token) {
  const DirectoryFacts& facts = host.facts.directory;
  if (!facts.problem.empty()) {
    return {.host = "", .text = facts.problem, .is_good = false};
  }
  if (token.empty()) return {.host = "", .text = "is there, perhaps as another one"};
  const bool is_same = facts.token == token;
  return {.host = "",
          .text = is_same ? "the one here" : "another one of the same name",
          .is_good = is_same};
}

/// Where it is not known how much there is, nothing speaks against it.
Cell space_of(const MachineFacts& machine) {
  constexpr int64_t kFewBytes = 1'000'000'000;
  const int64_t free_bytes = machine.directory.free_bytes;
  return {.host = kHere,
          .text = bytes_text(free_bytes),
          .is_good = free_bytes < 0 || free_bytes >= kFewBytes};
}

}  // namespace

std::vector<Finding> compare_hosts(const MachineFacts& here, const std::vector<ComparedHost>& hosts,
                                   const std::string& token) {
  const auto same = [&](const std::string& subject, std::string MachineFacts::*text,
                        const std::string& advice, FindingKind otherwise = FindingKind::kDiffers) {
    return finding_of(subject, cells_alike(hosts, text), advice, otherwise);
  };
  std::vector<Cell> space = cells_of(hosts, [](const auto& host) { return space_of(host.facts); });
  space.insert(space.begin(), space_of(here));
  std::vector<Finding> findings = {
      finding_of("build", builds_of(here, hosts),
                 "Ranks of different builds refuse to train together: install one build on all."),
      same("libraries", &MachineFacts::libraries, "Results depend on them: install the same ones."),
      same("CPU", &MachineFacts::cpu,
           "Fine as long as the arithmetic below is the same; the slowest sets the pace.",
           FindingKind::kNote),
      same("vectors", &MachineFacts::instruction_sets,
           "Fine as long as the arithmetic below is the same; numerics.isa must be one that all "
           "have.",
           FindingKind::kNote),
      same("arithmetic", &MachineFacts::arithmetic,
           "These machines round differently: runs have the same bits only on those that agree."),
      finding_of("places", cells_of(hosts, places_on),
                 "Ranks that share a core or GPU wait for each other: give the host fewer."),
      finding_of("GPUs", gpus_on(hosts),
                 "A run has the same bits only on GPUs of one kind: train on hosts that agree."),
      same("drivers", &MachineFacts::gpu_libraries,
           "Results on GPUs depend on them: install the same ones."),
      finding_of("clock", cells_of(hosts, clock_of),
                 "Times in logs will not fit together: set the clocks by NTP."),
      finding_of(
          "directory", cells_of(hosts, [&](const auto& host) { return directory_on(host, token); }),
          "Runs and data must lie on a file system that all hosts see at the same path: start "
          "tandem there."),
      finding_of("free space", space, "Checkpoints need room: make some, or train elsewhere.",
                 FindingKind::kFailed)};
  // Where no build has CUDA there is nothing to say of drivers.
  if (hosts.front().facts.gpu_libraries.empty()) {
    std::erase_if(findings, [](const Finding& finding) {
      return finding.subject == "drivers" && finding.kind == FindingKind::kGood;
    });
  }
  return findings;
}

}  // namespace tandem
