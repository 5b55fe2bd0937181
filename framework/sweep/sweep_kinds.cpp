#include "framework/sweep/sweep_kinds.h"

#include <algorithm>
#include <vector>

#include "framework/config/nearest_name.h"
#include "framework/core/choice.h"
#include "framework/core/error.h"

namespace tandem {
namespace {

template <class Kind>
Kind kind_named(const std::vector<Kind>& kinds, const std::string& name, const std::string& what) {
  const auto found = std::ranges::find(kinds, name, &Kind::name);
  if (found != kinds.end()) return *found;
  throw ConfigError({.what = "no " + what + " is called '" + name + "'",
                     .advice = suggest_name(name, names_of(kinds))});
}

}  // namespace

SweepKinds sweep_kinds() {
  SweepKinds kinds;
  for (const SamplerKind& kind : all_samplers()) {
    kinds.samplers.push_back({.name = kind.name, .sentence = kind.sentence});
  }
  for (const SchedulerKind& kind : all_schedulers()) {
    kinds.schedulers.push_back(
        {.name = kind.name, .sentence = kind.sentence, .options = kind.options});
  }
  return kinds;
}

SamplerKind sampler_named(const std::string& name) {
  return kind_named(all_samplers(), name, "sampler");
}

SchedulerKind scheduler_named(const std::string& name) {
  return kind_named(all_schedulers(), name, "scheduler");
}

}  // namespace tandem
