// By which options each step of a run was trained: a run may go on with other intervals and other
// steps than it began with, and go back.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "framework/runs/run_manifest.h"
#include "launch/command.h"
#include "launch/moved_files.h"

namespace tandem {

/// A part of a stretch that one start of a run trained.
struct Leg {
  int64_t until = 0;                            // its last step
  Arguments overrides;                          // all options that ever changed, as they were then
  std::optional<int64_t> ranks = std::nullopt;  // that its bytes depend on; nothing: on no number
};

/// The legs from one step to a later one, in their order: what a run has of these steps stems from
/// them. Places of files are those of the last start, or `moved`. `manifest` is of a run that was
/// started.
std::vector<Leg> legs_between(const RunManifest& manifest, int64_t begin, int64_t end,
                              const MovedFiles& moved = {});

}  // namespace tandem
