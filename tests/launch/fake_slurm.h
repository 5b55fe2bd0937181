// A job of a Slurm that is not there, around the calls of an installation.
#pragma once

#include <cstdlib>
#include <filesystem>
#include <map>
#include <string>

#include "framework/core/files.h"
#include "tests/launch/installation.h"

namespace tandem::testing_support {

/// The calls are in job 7, which is at work; `scontrol` answers each request to start it again.
inline void enter_fake_job(Installation& installation) {
  const std::filesystem::path scontrol = installation.root() / "scontrol";
  replace_file(scontrol, "#!/bin/sh\necho JobId=7 JobState=RUNNING Reason=None\n");
  std::filesystem::permissions(scontrol, std::filesystem::perms::owner_all);
  installation.set("PATH", installation.root().string() + ":" + std::getenv("PATH"));
  for (const auto& [name, value] : std::map<std::string, std::string>{
           {"SLURM_JOB_ID", "7"}, {"SLURM_JOB_NODELIST", "n1"}, {"SLURM_JOB_CPUS_PER_NODE", "1"}}) {
    installation.set(name, value);
  }
}

}  // namespace tandem::testing_support
