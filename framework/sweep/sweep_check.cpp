#include "framework/sweep/sweep_check.h"

#include <algorithm>
#include <cmath>
#include <optional>

#include "framework/config/nearest_name.h"
#include "framework/core/text.h"

namespace tandem {
namespace {

std::string number(int64_t value) { return std::to_string(value); }

class SweepChecker {
 public:
  SweepChecker(const SweepDefinition& sweep, const SamplerKind& sampler)
      : sweep_(sweep), sampler_(sampler) {}

  void check_family(const SweepFamily& family, size_t index, const FamilyFacts& facts) {
    check_steps(family, facts);
    check_metric(family, facts);
    const int64_t ranks = sweep_.placement.ranks_per_trial;
    if (facts.micro_batches > 0 && facts.micro_batches % ranks != 0) {
      error("placement.ranks_per_trial " + number(ranks) + " does not divide batch.micro_batches " +
            number(facts.micro_batches) + of(family) + ".");
    }
    if (sweep_.scheduler.kind == "population") check_is_live(family, index, facts);
  }

  void check_trials() {
    if (sweep_.metric.starts_with("test/")) {
      warn("The sweep chooses by '" + sweep_.metric +
           "': what is chosen on the test split is no longer measured by it. Take a metric of "
           "valid/.");
    }
    std::vector<int64_t> seen;
    for (const int64_t seed : sweep_.seeds) {
      if (std::ranges::count(seen, seed) == 1) error("Seed " + number(seed) + " is there twice.");
      seen.push_back(seed);
    }
    for (const std::string& problem : sampler_.problems(sweep_.space)) error(problem);
    const std::optional<int64_t> most = sampler_.num_trials(sweep_.space);
    const bool is_searching =
        std::ranges::any_of(sweep_.space.parameters,
                            [](const Parameter& each) { return !is_single(each.distribution); });
    if (most && sweep_.trials > *most) {
      error("The sampler " + sampler_.name + " has " + number(*most) +
            " different trials, trials is " + number(sweep_.trials) +
            ". Set sweep.trials=0 for all of them, or take another sampler.");
    }
    if (!most && sweep_.trials == 0) {
      error("The sampler " + sampler_.name +
            " never ends, and trials is 0. Set sweep.trials, like sweep.trials=20.");
    }
    if (!most && !is_searching) {
      error("There is nothing for the sampler " + sampler_.name +
            " to search: every trial would be the same. Give a parameter several values, or set "
            "sweep.sampler.kind=grid.");
    }
  }

  void check_scheduler() {
    const SchedulerOptions& options = sweep_.scheduler;
    if (options.kind == "halving") check_halving(options);
    if (options.kind != "halving" && !options.rungs.empty()) warn_unread("rungs", "halving");
    const bool reads_interval = options.kind == "median" || options.kind == "population";
    if (!reads_interval && options.interval != 0) warn_unread("interval", "median and population");
    if (options.kind == "population" && sweep_.families.size() > 1) {
      error(
          "A population changes what a run goes on with, and a run cannot become one of another "
          "family. Choose one, like family=" +
          sweep_.families.front().label + ".");
    }
  }

  SweepFindings take() { return std::move(findings_); }

 private:
  void error(const std::string& sentence) { findings_.errors.push_back(sentence); }
  void warn(const std::string& sentence) { findings_.warnings.push_back(sentence); }
  void warn_unread(const std::string& option, const std::string& readers) {
    warn("The scheduler " + sweep_.scheduler.kind + " does not read scheduler." + option +
         ", which is for " + readers + ".");
  }

  static std::string of(const SweepFamily& family) {
    return family.label.empty() ? "" : " of family '" + family.label + "'";
  }

  void check_steps(const SweepFamily& family, const FamilyFacts& facts) {
    const SchedulerOptions& options = sweep_.scheduler;
    if (options.kind == "halving") {
      const std::vector<int64_t> steps = rung_steps(options.rungs, facts.steps);
      for (size_t i = 0; i < steps.size(); ++i) {
        check_step("Rung " + number(steps[i]), steps[i], family, facts);
        if (i > 0 && steps[i] == steps[i - 1]) {
          error("Two rungs are at step " + number(steps[i]) + of(family) + ".");
        }
      }
      if (!steps.empty() && steps.back() < facts.steps) {
        warn("The last rung is at step " + number(steps.back()) + " of " + number(facts.steps) +
             of(family) + ": no trial is trained to its end.");
      }
    } else if (options.kind != "none" && options.interval > 0) {
      check_step("scheduler.interval " + number(options.interval), options.interval, family, facts);
    }
  }

  void check_step(const std::string& what, int64_t step, const SweepFamily& family,
                  const FamilyFacts& facts) {
    const int64_t every = facts.evaluation_every;
    if (every > 0 && (step == 0 || step % every != 0)) {
      error(what + " is no multiple of evaluation.every " + number(every) + of(family) +
            ": there is no value at it.");
    }
    if (step > facts.steps) {
      error(what + " is beyond steps " + number(facts.steps) + of(family) + ".");
    }
  }

  void check_metric(const SweepFamily& family, const FamilyFacts& facts) {
    if (facts.metrics.empty() ||
        std::ranges::find(facts.metrics, sweep_.metric) != facts.metrics.end()) {
      return;
    }
    const std::string who = family.label.empty() ? "The training" : "Family '" + family.label + "'";
    error(who + " has no metric '" + sweep_.metric + "'. " +
          suggest_name(sweep_.metric, facts.metrics));
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
        if (std::ranges::find(facts.live_options, key) != facts.live_options.end()) continue;
        error("A population changes '" + key + "'" + of(family) +
              " while it trains, which is no live option. " +
              suggest_name(key, facts.live_options));
      }
    }
  }

  void check_halving(const SchedulerOptions& options) {
    const size_t count = options.rungs.size();
    if (count == 1) {
      error(
          "Halving has a single rung, where nothing is left out. Give it at least two, like "
          "sweep.scheduler.rungs=[0.0625, 0.25, 1].");
    }
    if (count < 2 || sweep_.trials == 0) return;
    double left = static_cast<double>(sweep_.trials);
    for (size_t i = 1; i < count; ++i) left = std::floor(left / options.eta);
    if (left < 1) {
      warn("Of " + number(sweep_.trials) + " trials none reaches the last of " +
           std::to_string(count) + " rungs. Take more trials, or fewer rungs.");
    }
  }

  const SweepDefinition& sweep_;
  const SamplerKind& sampler_;
  SweepFindings findings_;
};

}  // namespace

SweepFindings check_sweep(const SweepDefinition& sweep,
                          const std::map<std::string, FamilyFacts>& facts,
                          const SamplerKind& sampler) {
  SweepChecker checker(sweep, sampler);
  checker.check_trials();
  checker.check_scheduler();
  for (size_t i = 0; i < sweep.families.size(); ++i) {
    const auto found = facts.find(sweep.families[i].label);
    if (found != facts.end()) checker.check_family(sweep.families[i], i, found->second);
  }
  return checker.take();
}

std::vector<int64_t> rung_steps(const std::vector<double>& rungs, int64_t steps) {
  const bool are_shares = !rungs.empty() && std::ranges::max(rungs) <= 1;
  std::vector<int64_t> result;
  for (const double rung : rungs) {
    result.push_back(std::llround(are_shares ? rung * static_cast<double>(steps) : rung));
  }
  return result;
}

}  // namespace tandem
