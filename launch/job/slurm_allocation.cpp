#include "launch/job/slurm_allocation.h"

#include <algorithm>
#include <cstdlib>
#include <numeric>
#include <regex>

#include "framework/core/error.h"
#include "framework/core/text.h"
#include "launch/job/child_process.h"

namespace tandem {
namespace {

std::string variable(const std::string& name) {
  const char* value = std::getenv(name.c_str());
  return value == nullptr ? "" : value;
}

[[noreturn]] void refuse_variable(const std::string& name, const std::string& expected) {
  throw UsageError({.what = "the allocation of Slurm cannot be understood",
                    .where = "environment variable " + name,
                    .expected = expected,
                    .got = "'" + variable(name) + "'",
                    .advice = "--launcher mpirun or local does without it."});
}

/// Counts by node, of which equal ones are written once: "2(x3),1".
std::vector<int64_t> counts_by_node(const std::string& name) {
  // So few digits that no number can be out of range.
  static const std::regex kCount(R"(([1-9][0-9]{0,5})(\(x([1-9][0-9]{0,5})\))?)");
  std::vector<int64_t> counts;
  for (const std::string& part : split(variable(name), ',')) {
    std::smatch parts;
    if (!std::regex_match(part, parts, kCount)) refuse_variable(name, "counts like 2(x3),1");
    const size_t repeated = parts[3].matched ? std::stoul(parts[3]) : 1;
    counts.insert(counts.end(), repeated, std::stoll(parts[1]));
  }
  return counts;
}

int64_t count_or(const std::string& name, int64_t otherwise) {
  static const std::regex kCount("[1-9][0-9]{0,5}");
  const std::string text = variable(name);
  if (text.empty()) return otherwise;
  if (!std::regex_match(text, kCount)) refuse_variable(name, "a number");
  return std::stoll(text);
}

/// The shell of an interactive allocation is in a step, too, but in one that holds nothing.
bool is_in_holding_step() {
  constexpr const char* kInteractiveStep = "4294967290";
  const std::string step = variable("SLURM_STEP_ID");
  return !step.empty() && step != kInteractiveStep;
}

}  // namespace

int64_t SlurmAllocation::num_slots() const {
  return std::accumulate(slots_per_node.begin(), slots_per_node.end(), int64_t{0});
}

int64_t SlurmAllocation::num_cpus() const {
  return std::accumulate(cpus_per_node.begin(), cpus_per_node.end(), int64_t{0});
}

std::vector<int64_t> SlurmAllocation::steps_per_node() const {
  std::vector<int64_t> steps;
  for (size_t i = 0; i < slots_per_node.size(); ++i) {
    int64_t most = slots_per_node[i];
    if (gpus_per_node > 0) most = std::min(most, gpus_per_node);
    steps.push_back(std::clamp<int64_t>(cpus_per_node.at(i) / cpus_per_task, 1, most));
  }
  return steps;
}

bool is_in_allocation() {
  return !variable("SLURM_JOB_ID").empty() && !variable("SLURM_JOB_NODELIST").empty();
}

bool is_on_allocated_node() {
  // Set on nodes alone, and not by salloc for a shell where it was called.
  return is_in_allocation() && !variable("SLURMD_NODENAME").empty();
}

std::optional<SlurmAllocation> slurm_allocation() {
  if (!is_in_allocation()) return {};
  const std::string array = variable("SLURM_ARRAY_JOB_ID");
  const std::vector<int64_t> cpus = counts_by_node("SLURM_JOB_CPUS_PER_NODE");
  const int64_t gpus = count_or("SLURM_GPUS_ON_NODE", 0);
  SlurmAllocation allocation{.job = array.empty() ? variable("SLURM_JOB_ID")
                                                  : array + "_" + variable("SLURM_ARRAY_TASK_ID"),
                             .nodes = variable("SLURM_JOB_NODELIST"),
                             .slots_per_node = cpus,
                             .cpus_per_node = cpus,
                             .cpus_per_task = count_or("SLURM_CPUS_PER_TASK", 1),
                             .gpus_per_node = gpus,
                             .is_in_step = is_in_holding_step()};
  // A step counts its own tasks under the same name.
  if (!variable("SLURM_NTASKS").empty() && !allocation.is_in_step) {
    allocation.slots_per_node = counts_by_node("SLURM_TASKS_PER_NODE");
  } else if (gpus > 0) {
    allocation.slots_per_node.assign(cpus.size(), gpus);
  } else if (!allocation.is_in_step) {
    for (int64_t& slots : allocation.slots_per_node) {
      slots = std::max<int64_t>(1, slots / allocation.cpus_per_task);
    }
  }
  return allocation;
}

std::vector<std::pair<std::string, int64_t>> hosts_of(const SlurmAllocation& allocation) {
  const CapturedOutput said = capture_output({"scontrol", "show", "hostnames", allocation.nodes});
  std::vector<std::string> names = split(said.text, '\n');
  std::erase(names, "");
  if (!said.end.is_success() || names.size() != allocation.slots_per_node.size()) {
    throw UsageError({.what = "the nodes of the allocation cannot be listed",
                      .where = "scontrol show hostnames " + allocation.nodes,
                      .expected = std::to_string(allocation.slots_per_node.size()) + " names",
                      .got = printable_line(said.text)});
  }
  const std::vector<int64_t> steps = allocation.steps_per_node();
  std::vector<std::pair<std::string, int64_t>> hosts;
  for (size_t i = 0; i < names.size(); ++i) hosts.emplace_back(names[i], steps[i]);
  return hosts;
}

}  // namespace tandem
