#include "launch/worker/run_facts.h"

#include <mpi.h>
#include <torch/version.h>

#include "framework/core/digest.h"
#include "framework/core/text.h"
#include "launch/version.h"
#include "launch/worker/machine.h"

namespace tandem {
namespace {

NamedTexts versions() {
  return {{"tandem", kVersion},
          {"build", kBuild},
          {"compiler", __VERSION__},
          {"torch", TORCH_VERSION},
          {"hdf5", hdf5_library_version()},
          {"mpi", std::to_string(MPI_VERSION) + "." + std::to_string(MPI_SUBVERSION)}};
}

}  // namespace

RunFacts run_facts(const RunConfiguration& configuration, const std::string& data_digests,
                   const std::string& networks) {
  const RunOptions& options = configuration.options();
  return {.name = options.name,
          .seed = options.seed,
          .config_digest = digest_of(dump_yaml(configuration.section())),
          .options = flatten(configuration.section()),
          .data_digests = data_digests,
          .networks = networks,
          .reduction = name_of(kReductions, options.reduction),
          .rank_count_invariant = is_rank_count_invariant(options.reduction)};
}

RunStart run_start(const std::vector<RankPlace>& places, const std::string& numerics,
                   const NamedTexts& device_versions, int64_t start_step) {
  RunStart start{.hosts = {},
                 .devices = {},
                 .numerics = numerics,
                 .versions = versions(),
                 .start_step = start_step};
  for (const RankPlace& place : places) {
    start.hosts.push_back(place.host);
    start.devices.push_back(to_sentence(place));
  }
  start.versions.insert(start.versions.end(), device_versions.begin(), device_versions.end());
  return start;
}

std::string build_identity() {
  // Two builds of one version and commit may differ in compilers, flags and local changes.
  return std::string(kVersion) + " (" + kBuild + ", program " +
         digest_of_file("/proc/self/exe").substr(0, 12) + ")";
}

std::string data_paths(const RunConfiguration& configuration) {
  return joined(configuration.data_locations(),
                [](const DataSourceLocation& location) { return location.path.string(); });
}

}  // namespace tandem
