// What hosts that are to train together have in common, and where they differ.
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

/// One finding per subject. `here`: this machine, of which only the build is compared with that of
/// the hosts. `hosts`: one or more. `token`: content of the file that they were asked for; empty:
/// it could not be written here.
std::vector<Finding> compare_hosts(const MachineFacts& here, const std::vector<ComparedHost>& hosts,
                                   const std::string& token);

}  // namespace tandem
