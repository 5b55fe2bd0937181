// Which kind of device computed a run, whatever it was asked for.
#pragma once

#include <cstdint>
#include <string>

#include "framework/runs/run_manifest.h"

namespace tandem {

inline constexpr const char* kDeviceOption = "device";

/// "cpu", "cuda"; "cuda, cpu" where a later start went on with another kind. Of the steps up to
/// `end_step`, as the starts of the run say; `asked`, what its option says, before the first.
std::string computing_device(const RunManifest& manifest, int64_t end_step,
                             const std::string& asked);

}  // namespace tandem
