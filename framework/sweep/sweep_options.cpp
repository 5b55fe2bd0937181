// sweep_options: the declarations of everything that a file of a sweep may say.
#include "framework/config/kinds.h"
#include "framework/config/option_table.h"
#include "framework/core/text.h"
#include "framework/sweep/sweep_file.h"

namespace tandem {
namespace {

constexpr Choice<bool> kGoals[] = {{"minimize", true}, {"maximize", false}};
constexpr Choice<bool> kSeedsFrom[] = {{"all", false}, {"last", true}};
constexpr Choice<SeedSummary> kSummaries[] = {{"mean", SeedSummary::kMean},
                                              {"median", SeedSummary::kMedian}};
constexpr Choice<DecisionOrder> kOrders[] = {{"virtual", DecisionOrder::kVirtual},
                                             {"arrival", DecisionOrder::kArrival}};

/// "halving: " before the sentence of an option that only those read.
std::string readers(const SweepKinds& kinds, const std::string& option) {
  return readers_of(kinds.schedulers, option) + ": ";
}

OptionTable<SamplerOptions> sampler_table(const SweepKinds& kinds) {
  return OptionTable<SamplerOptions>()
      .field("kind", &SamplerOptions::kind,
             choice_sentence("How parameters are chosen", kinds.samplers),
             one_of(names_of(kinds.samplers)))
      .field("seed", &SamplerOptions::seed, "Seed of its choices.", at_least(0));
}

OptionTable<SchedulerOptions> scheduler_table(const SweepKinds& kinds) {
  using Options = SchedulerOptions;
  return OptionTable<Options>()
      .field("kind", &Options::kind, choice_sentence("Which trials go on", kinds.schedulers),
             one_of(names_of(kinds.schedulers)))
      .field("rungs", &Options::rungs,
             readers(kinds, "rungs") +
                 "steps at which trials are compared, ascending; all at most 1: shares of the "
                 "steps of a run; none: halving begins at 1/16 of a run, and each next rung is eta "
                 "times as far; median compares after every interval.",
             above(0))
      .field("eta", &Options::eta, readers(kinds, "eta") + "one of so many goes on.", above(1))
      .field("interval", &Options::interval,
             readers(kinds, "interval") + "steps between decisions; 0: evaluation.every.",
             at_least(0))
      .field("startup_trials", &Options::startup_trials,
             readers(kinds, "startup_trials") + "trials that are complete before any is stopped.",
             at_least(1))
      .field("members", &Options::members, readers(kinds, "members") + "trials side by side.",
             at_least(2));
}

OptionTable<PlacementOptions> placement_table() {
  using Options = PlacementOptions;
  return OptionTable<Options>()
      .field("ranks_per_trial", &Options::ranks_per_trial,
             "Ranks of a trial; they divide its micro-batches, and its results do not depend on "
             "them.",
             at_least(1))
      .anytime()
      .field("trials_per_gpu", &Options::trials_per_gpu,
             "Trials that share a GPU, a whole number; or 1/n, like 0.5: each trial has at least n "
             "GPUs, with a rank on each.",
             above(0))
      .anytime()
      .field("retries", &Options::retries,
             "How often a job is begun again that was lost without a newer checkpoint.",
             at_least(0))
      .anytime()
      .field(
          "timeout_seconds", &Options::timeout_seconds,
          "Longest time of a job. One that takes longer is stopped and counts as lost, whatever it "
          "saved. 0: no limit.",
          // In nanoseconds, as clocks count, that is still within 64 bits.
          at_least(0), at_most(int64_t{1} << 30))
      .anytime();
}

OptionTable<SweepDefinition> definition_table(const SweepKinds& kinds) {
  using Sweep = SweepDefinition;
  return OptionTable<Sweep>()
      .field("name", &Sweep::name, "Name of the sweep and of its directory below sweeps/.",
             plain_name())
      .field("metric", &Sweep::metric,
             "What trials are compared by, as metrics.jsonl has it, like valid/classifier_fid.",
             non_empty())
      .choice("goal", &Sweep::is_minimized, "Which of its values are better.", kGoals)
      .field("trials", &Sweep::trials, "Trials in all; 0: as many as the sampler has.", at_least(0))
      .anytime()
      .field("seeds", &Sweep::seeds, "Each trial is trained with every one of them.", at_least(0))
      .choice("seeds_from", &Sweep::seeds_from_last,
              "all: every seed from the first rung on; last: only the first one below the last "
              "rung.",
              kSeedsFrom)
      .choice("summary", &Sweep::summary, "How the values of the seeds become that of a trial.",
              kSummaries)
      .field("workers", &Sweep::workers,
             "How many jobs run at once, at most. Which trials are made depends on it, so that a "
             "sweep keeps it.",
             at_least(1))
      .choice("order", &Sweep::order,
              "virtual: the same trials whatever runs side by side; arrival: decisions as results "
              "come.",
              kOrders)
      .section("sampler", &Sweep::sampler, "How the parameters of a trial are chosen.",
               sampler_table(kinds))
      .section("scheduler", &Sweep::scheduler, "Which trials are trained on.",
               scheduler_table(kinds))
      .section("placement", &Sweep::placement, "What a trial takes of a machine.",
               placement_table());
}

OptionTable<ParameterEntry> parameter_table() {
  return OptionTable<ParameterEntry>()
      .field("values", &ParameterEntry::values,
             "What it may be, like 1,2,3 or \"interval(0.1,0.9)\" or "
             "\"tag(log,interval(1e-5,1e-3))\".",
             non_empty())
      .field("keys", &ParameterEntry::keys,
             "Options that get the value; none: the one of its name.", non_empty());
}

OptionTable<ConditionEntry> condition_table(const std::string& name) {
  return OptionTable<ConditionEntry>().field(
      name, &ConditionEntry::values, "Values with which the parameter is there.", non_empty());
}

OptionSection space_options(std::vector<ParameterEntry>& entries) {
  OptionSection space;
  for (ParameterEntry& entry : entries) {
    OptionSection parameter = parameter_table().bind(entry);
    OptionSection when;
    for (ConditionEntry& condition : entry.when) {
      when.append(condition_table(condition.parameter).bind(condition));
    }
    parameter.add_section("when", "It is there only where earlier parameters have these values.",
                          when);
    space.add_section(entry.name, "A parameter.", std::move(parameter));
  }
  return space;
}

OptionSection family_options(FamilyEntry& entry) {
  OptionSection family =
      OptionTable<FamilyEntry>()
          .field("config", &FamilyEntry::config, "The configuration of its training.", non_empty())
          .field("cost", &FamilyEntry::cost, "What a step costs, beside one of the other families.",
                 above(0))
          .field("overrides", &FamilyEntry::overrides, "key=value: what all its trials set.",
                 non_empty())
          .bind(entry);
  family.add_section("space", "What is searched in this family alone.", space_options(entry.space));
  return family;
}

}  // namespace

OptionSection sweep_options(SweepFile& file, const SweepKinds& kinds) {
  OptionSection sweep = definition_table(kinds).bind(file.options);
  sweep.append(
      OptionTable<SweepFile>()
          .field("config", &SweepFile::config,
                 "The configuration of the training, in place of families.")
          .field("overrides", &SweepFile::overrides, "key=value: what all trials set.", non_empty())
          .bind(file));
  sweep.add_section("space", "What is searched.", space_options(file.space));
  OptionSection families;
  for (FamilyEntry& entry : file.families) {
    families.add_section(entry.label, "A family.", family_options(entry));
  }
  sweep.add_section("families", "Families beside each other.", std::move(families));
  OptionSection root;
  root.add_section("sweep", "A sweep.", std::move(sweep));
  return root;
}

std::string sweep_help(const SweepKinds& kinds, const std::string& name) {
  // What a file names as it likes is shown by one example of each.
  const ParameterEntry parameter{.name = "PARAMETER", .when = {{.parameter = "EARLIER"}}};
  SweepFile file{.space = {parameter}, .families = {{.label = "FAMILY", .space = {parameter}}}};
  return help_text(sweep_options(file, kinds), name);
}

}  // namespace tandem
