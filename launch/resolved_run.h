// What `tandem` has to know of a run before it starts ranks, as `tandem-worker` answers it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "framework/core/device_kind.h"
#include "framework/core/error.h"

namespace tandem {

struct ResolvedRun {
  std::string yaml;  // resolved configuration
  std::string name;
  int64_t steps = 0;
  int64_t micro_batches = 1;
  DeviceKind device = DeviceKind::kCpu;
  int64_t num_gpus = 0;
  bool shares_gpus = false;  // ranks.share_gpus
  int64_t start_step = 0;    // step of the checkpoint that the run goes on from; 0: the beginning
  std::string parent = "";   // the run whose checkpoint that is; empty: its own
  int64_t patience_seconds = 0;                   // supervision.patience_seconds
  int64_t start_patience_seconds = 0;             // supervision.start_patience_seconds
  std::vector<std::string> live_options = {};     // that a run which branches off may change
  std::vector<std::string> live_above_zero = {};  // those of them that change neither from nor to 0
  bool depends_on_ranks = false;  // its results are others with another number of ranks
  int64_t ranks_before = 0;       // of its last start; 0: there was none
  /// By what else than before it would be computed on this machine, in a sentence; empty: nothing.
  std::string numerics_change = "";
};

/// One line of JSON.
std::string to_json_line(const ResolvedRun& run);

/// Reads such a line. Throws Error saying what is wrong with it.
ResolvedRun parse_resolved_run(const std::string& text);

/// What stands in the place of a run that was refused with this code.
std::string refusal_line(ExitCode code);

/// The code of such a text; nothing for any other.
std::optional<ExitCode> parse_refusal(const std::string& text);

}  // namespace tandem
