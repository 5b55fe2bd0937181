#include "framework/sweep/sweep_check.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <utility>

#include "framework/config/kinds.h"
#include "framework/config/nearest_name.h"
#include "framework/config/option_value.h"
#include "framework/core/text.h"
#include "framework/sweep/gpu_share.h"
#include "framework/sweep/sweep_kinds.h"

namespace tandem {
namespace {

std::string number(int64_t value) { return std::to_string(value); }

class SweepChecker {
 public:
  SweepChecker(const SweepDefinition& sweep, const std::optional<SamplerKind>& sampler)
      : sweep_(sweep), sampler_(sampler), scheduler_(scheduler_named(sweep.scheduler.kind)) {}

  void check_family(const SweepFamily& family, size_t index, const FamilyFacts& facts) {
    check_steps(family, facts);
    const int64_t ranks = sweep_.placement.ranks_per_trial;
    if (facts.micro_batches > 0 && facts.micro_batches % ranks != 0) {
      error("placement.ranks_per_trial " + number(ranks) + " does not divide batch.micro_batches " +
            number(facts.micro_batches) + of(family) + ".");
    }
    const auto share = gpu_share(sweep_.placement.trials_per_gpu);
    const int64_t gpus = share && facts.trains_on_gpus ? share->gpus : 1;
    if (facts.micro_batches > 0 && facts.micro_batches % gpus != 0) {
      error("placement.trials_per_gpu gives a trial " + number(gpus) +
            " GPUs, a rank on each, which do not divide batch.micro_batches " +
            number(facts.micro_batches) + of(family) + ".");
    }
    if (facts.depends_on_ranks && sweep_.order == DecisionOrder::kVirtual) {
      warn("With reduction=native results depend on the number of ranks" + of(family) +
           ", and a job has as many as there is room for: only with reduction=ordered are the "
           "trials the same whatever runs side by side.");
    }
    if (scheduler_.forks_runs) {
      check_is_live(family, index, facts);
      check_rounds(facts);
    }
  }

  void check_trials() {
    if (sweep_.metric.starts_with("test/")) {
      warn("The sweep chooses by '" + sweep_.metric +
           "': what is chosen on the test split is no longer measured by it. Take a metric of "
           "valid/.");
    }
    std::vector<int64_t> seen = {};
    for (const int64_t seed : sweep_.seeds) {
      // Once of each, however often it is there.
      if (std::ranges::count(seen, seed) == 1) error("Seed " + number(seed) + " is there twice.");
      seen.push_back(seed);
    }
    if (sampler_) check_sampler();
  }

  void check_placement() {
    const double trials_per_gpu = sweep_.placement.trials_per_gpu;
    if (gpu_share(trials_per_gpu)) return;
    error("placement.trials_per_gpu is " + value_text(OptionValue(trials_per_gpu)) +
          ": trials share a GPU in whole numbers, like 2, or have several each, like 0.5 for two.");
  }

  void check_sampler() {
    const std::vector<std::string> problems = sampler_->problems(sweep_.space);
    for (const std::string& problem : problems) error(problem);
    // What it cannot search it cannot count.
    if (!problems.empty()) return;
    const std::optional<int64_t> most = sampler_->num_trials(sweep_.space);
    const std::string who = "The sampler " + sampler_->name;
    if (most && sweep_.trials > *most) {
      error(who + " has " + number(*most) + " different trials, trials is " +
            number(sweep_.trials) + ". Set sweep.trials=0 for all of them, or take another one.");
    }
    if (most) return;
    if (sweep_.trials == 0) {
      error(who + " never ends, and trials is 0. Set sweep.trials, like sweep.trials=20.");
    }
    if (std::ranges::all_of(sweep_.space.parameters, is_single, &Parameter::distribution)) {
      error(who +
            " has nothing to search: every trial would be the same. Give a parameter several "
            "values, or set sweep.sampler.kind=grid.");
    }
  }

  void check_scheduler() {
    const SchedulerOptions& options = sweep_.scheduler;
    if (!reads("rungs") && !options.rungs.empty()) warn_unread("rungs");
    if (!reads("interval") && options.interval != 0) warn_unread("interval");
    // An option that has its default was not set, or says nothing new.
    const SchedulerOptions usual;
    if (!reads("eta") && options.eta != usual.eta) warn_unread("eta");
    if (!reads("members") && options.members != usual.members) warn_unread("members");
    if (!reads("startup_trials") && options.startup_trials != usual.startup_trials) {
      warn_unread("startup_trials");
    }
    if (scheduler_.forks_runs && sweep_.families.size() > 1) {
      error(
          "A population changes what a run goes on with, and a run cannot become one of another "
          "family. Choose one, like family=" +
          sweep_.families.front().label + ".");
    }
    if (scheduler_.forks_runs) check_conditions();
  }

  /// After the families: of halving, one of eta trials goes on at each rung, and some must be left
  /// at the last one.
  void check_last_rung() {
    const size_t count = num_rungs_.value_or(sweep_.scheduler.rungs.size());
    if (!reads("eta") || count < 2 || sweep_.trials == 0) return;
    double left = static_cast<double>(sweep_.trials);
    for (size_t i = 1; i < count; ++i) left = std::floor(left / sweep_.scheduler.eta);
    if (left < 1) {
      warn("Of " + number(sweep_.trials) + " trials none reaches the last of " +
           std::to_string(count) + " rungs. Take more trials, or fewer rungs.");
    }
  }

  SweepFindings take() { return std::move(findings_); }

 private:
  void error(const std::string& sentence) { findings_.errors.push_back(sentence); }
  void warn(const std::string& sentence) { findings_.warnings.push_back(sentence); }
  void warn_unread(const std::string& option) {
    warn("The scheduler " + scheduler_.name + " does not read scheduler." + option +
         ", which is for " + readers_of(all_schedulers(), option) + ".");
  }

  /// A run that goes on with another value of a parameter keeps what was set under the old one.
  void check_conditions() {
    const auto is_conditional = [](const Parameter& parameter) {
      return std::ranges::any_of(parameter.conditions, [](const ParameterCondition& condition) {
        return condition.parameter != kFamilyParameter;
      });
    };
    for (const Parameter& parameter : sweep_.space.parameters) {
      if (!is_conditional(parameter)) continue;
      error("A population changes the parameters of runs that are there, and '" + parameter.name +
            "' is one of only some runs. Remove its 'when', or the parameter.");
    }
  }

  bool reads(const std::string& option) const { return tandem::reads(scheduler_, option); }

  static std::string of(const SweepFamily& family) {
    return family.label.empty() ? "" : " of family '" + family.label + "'";
  }

  void check_steps(const SweepFamily& family, const FamilyFacts& facts) {
    const SchedulerOptions& options = sweep_.scheduler;
    if (reads("eta")) check_number_of_rungs(family, facts);
    // Rungs that nobody named are multiples of the steps between evaluations.
    if (options.rungs.empty() || !reads("rungs")) {
      if (reads("interval") && options.interval > 0) {
        check_step("scheduler.interval " + number(options.interval), options.interval, family,
                   facts);
      }
      return;
    }
    const std::vector<int64_t> steps =
        scheduler_.rungs(options, {facts.steps, facts.evaluation_every});
    for (size_t i = 0; i < steps.size(); ++i) {
      check_step("Rung " + number(steps[i]), steps[i], family, facts);
      if (i > 0 && steps[i] == steps[i - 1]) {
        error("Two rungs are at step " + number(steps[i]) + of(family) + ".");
      }
    }
    if (steps.back() < facts.steps) {
      warn("The last rung is at step " + number(steps.back()) + " of " + number(facts.steps) +
           of(family) + ": no trial is trained to its end.");
    }
  }

  /// Of the rungs that trials of the family have, named or not. Rungs compare by their place.
  void check_number_of_rungs(const SweepFamily& family, const FamilyFacts& facts) {
    const size_t count =
        scheduler_.rungs(sweep_.scheduler, {facts.steps, facts.evaluation_every}).size();
    const std::string advice =
        " Name at least two, like sweep.scheduler.rungs=[0.0625, 0.25, 1]; where none are named, "
        "they follow from evaluation.every.";
    if (count == 1) {
      error("The scheduler " + scheduler_.name + " has a single rung" + of(family) +
            ": every trial would be trained equally far." + advice);
    }
    if (count != num_rungs_.value_or(count)) {
      error("Trials" + of(family) + " have " + std::to_string(count) + " rungs, others " +
            std::to_string(*num_rungs_) + ": they could not be compared." + advice);
    }
    num_rungs_ = num_rungs_.value_or(count);
  }

  /// Members that are at the end of their runs leave nothing to go on with.
  void check_rounds(const FamilyFacts& facts) {
    const int64_t members = sweep_.scheduler.members;
    const int64_t interval =
        scheduler_.rungs(sweep_.scheduler, {facts.steps, facts.evaluation_every}).front();
    if (interval < 1) return;
    const int64_t rounds = (facts.steps + interval - 1) / interval;
    if (sweep_.trials <= members * rounds) return;
    warn("Of " + number(sweep_.trials) + " trials " + number(members * rounds) +
         " are made: " + number(members) + " members are at the end of their " +
         number(facts.steps) + " steps after " + number(rounds) + " rounds of " + number(interval) +
         ". Set sweep.trials=" + number(members * rounds) + ", or more members.");
  }

  void check_step(const std::string& what, int64_t step, const SweepFamily& family,
                  const FamilyFacts& facts) {
    const int64_t every = facts.evaluation_every;
    // The end of a run is evaluated, wherever it is.
    if (every > 0 && step % every != 0 && step != facts.steps) {
      error(what + " is no multiple of evaluation.every " + number(every) + of(family) +
            ": there is no value at it.");
    }
    if (step > facts.steps) {
      error(what + " is beyond steps " + number(facts.steps) + of(family) + ".");
    }
  }

  /// Whether a parameter may be there in trials of that family.
  bool concerns(const Parameter& parameter, size_t family) const {
    return std::ranges::all_of(parameter.conditions, [&](const ParameterCondition& condition) {
      return condition.parameter != kFamilyParameter ||
             std::ranges::find(condition.values, static_cast<double>(family)) !=
                 condition.values.end();
    });
  }

  void check_is_live(const SweepFamily& family, size_t index, const FamilyFacts& facts) {
    for (const Parameter& parameter : sweep_.space.parameters) {
      // What has one value is never changed.
      if (is_single(parameter.distribution) || !concerns(parameter, index)) continue;
      for (const std::string& key : parameter.keys) {
        if (std::ranges::find(facts.live_options, key) == facts.live_options.end()) {
          error("A population changes '" + key + "'" + of(family) +
                " while it trains, which is no live option. " +
                suggest_name(key, facts.live_options));
        } else if (may_be_zero(parameter.distribution) &&
                   std::ranges::find(facts.live_above_zero, key) != facts.live_above_zero.end()) {
          error("A population changes '" + key + "'" + of(family) +
                " while it trains, which cannot change from 0 or to 0. Leave 0 out of its values.");
        }
      }
    }
  }

  const SweepDefinition& sweep_;
  const std::optional<SamplerKind>& sampler_;
  SchedulerKind scheduler_;
  SweepFindings findings_;
  std::optional<size_t> num_rungs_;  // of the first family
};

}  // namespace

SweepFindings check_sweep(const SweepDefinition& sweep,
                          const std::map<std::string, FamilyFacts>& facts,
                          const std::optional<SamplerKind>& sampler) {
  SweepChecker checker(sweep, sampler);
  checker.check_trials();
  checker.check_placement();
  checker.check_scheduler();
  for (size_t i = 0; i < sweep.families.size(); ++i) {
    const auto found = facts.find(sweep.families[i].label);
    if (found != facts.end()) checker.check_family(sweep.families[i], i, found->second);
  }
  checker.check_last_rung();
  return checker.take();
}

}  // namespace tandem
