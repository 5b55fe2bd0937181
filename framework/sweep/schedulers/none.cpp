// none: every trial goes to its end.
#include "framework/sweep/scheduler.h"

namespace tandem {
namespace {

class None : public Scheduler {
 public:
  RungOutcome reached(const SweepState&, int64_t) override { return RungOutcome::kGoOn; }
};

std::vector<int64_t> rungs(const SchedulerOptions& options, const RunLength& run) {
  const std::vector<int64_t> named = named_rungs(options, run);
  // Nothing is decided between rungs, so only the last one, the end, is kept.
  return {named.empty() ? run.steps : named.back()};
}

std::unique_ptr<Scheduler> make(const SweepDefinition&) { return std::make_unique<None>(); }

}  // namespace

SchedulerKind none_scheduler() {
  return {.name = "none",
          .sentence = "every trial is trained to its end",
          .options = {"rungs"},
          .rungs = rungs,
          .make = make};
}

}  // namespace tandem
