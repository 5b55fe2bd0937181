// What can be said wrong of a sweep before a trial starts, knowing what its families are.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "framework/sweep/sampler.h"
#include "framework/sweep/sweep_definition.h"

namespace tandem {

/// What the training of a family is, as its configuration and overrides have it.
struct FamilyFacts {
  int64_t steps = 0;
  int64_t evaluation_every = 0;
  int64_t micro_batches = 0;
  bool trains_on_gpus = false;
  bool depends_on_ranks = false;  // its results are others with another number of ranks
  std::vector<std::string> live_options = {};     // that a run that branches off may change
  std::vector<std::string> live_above_zero = {};  // those of them that change neither from nor to 0
};

/// Sentences.
struct SweepFindings {
  std::vector<std::string> errors = {};
  std::vector<std::string> warnings = {};
};

/// Finds everything that is wrong. `facts` are by label; of a family without them nothing is asked.
/// `sampler` is the one that the sweep names; nothing: what it would search is not looked at.
SweepFindings check_sweep(const SweepDefinition& sweep,
                          const std::map<std::string, FamilyFacts>& facts,
                          const std::optional<SamplerKind>& sampler);

}  // namespace tandem
