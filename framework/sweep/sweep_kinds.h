// The samplers and the schedulers that there are, by name.
#pragma once

#include <string>

#include "framework/sweep/sampler.h"
#include "framework/sweep/scheduler.h"
#include "framework/sweep/sweep_definition.h"

namespace tandem {

/// All of them, in words.
SweepKinds sweep_kinds();

/// The one of a name. Throws ConfigError with the nearest one.
SamplerKind sampler_named(const std::string& name);
SchedulerKind scheduler_named(const std::string& name);

}  // namespace tandem
