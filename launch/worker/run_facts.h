// What this build and this job put into the manifest of a run.
#pragma once

#include <string>
#include <vector>

#include "framework/device/rank_places.h"
#include "framework/runs/run_manifest.h"
#include "framework/training/run_configuration.h"

namespace tandem {

/// What the configuration says of a run; `data_digests` and `networks`, which stands for the
/// feature networks and the classifier that measure, are the caller's findings.
RunFacts run_facts(const RunConfiguration& configuration, const std::string& data_digests,
                   const std::string& networks);

/// A start of a run by ranks at these places, computing by `numerics`, from the checkpoint of a
/// step (0: none); `device_versions` are of the libraries of its device.
RunStart run_start(const std::vector<RankPlace>& places, const std::string& numerics,
                   const NamedTexts& device_versions, int64_t start_step);

/// Version and commit of this program, and a digest of what it consists of.
std::string build_identity();

/// Paths of the data sets, for messages.
std::string data_paths(const RunConfiguration& configuration);

}  // namespace tandem
