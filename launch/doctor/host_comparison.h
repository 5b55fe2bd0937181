// What hosts have in common with this machine, and where they differ.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "launch/doctor/findings.h"
#include "launch/doctor/host_probe.h"
#include "launch/machine_facts.h"

namespace tandem {

/// A host that has answered.
struct ComparedHost {
  std::string name;
  int64_t slots = 1;  // ranks that are to run there
  MachineFacts facts;
  ClockOffset clock = {};
};

/// One finding per subject. `token`: content of the file that the hosts were asked for; empty: it
/// could not be written here.
std::vector<Finding> compare_hosts(const MachineFacts& here, const std::vector<ComparedHost>& hosts,
                                   const std::string& token);

}  // namespace tandem
