// median, in sweeps that are played.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "framework/sweep/scheduler.h"
#include "framework/sweep/sweep_kinds.h"
#include "tests/framework/sweep/played_sweep.h"

namespace tandem {
namespace {

using ::testing::ElementsAre;
using testing_support::played;
using testing_support::played_definition;
using testing_support::played_lengths;

TEST(Median, StopsWhatIsWorseThanMostCompleteOnesWere) {
  SweepDefinition definition = played_definition("median", 8);
  definition.workers = 1;
  definition.scheduler.interval = 400;
  const std::vector<double> places = {0.3, 0.4, 0.5, 0.6, 0.7, 0.45, 0.55, 0.99};
  VirtualSweep sweep(definition, played_lengths(), [&](const SamplerRequest& request) {
    return Assignment{{"x", places[static_cast<size_t>(request.number)]}};
  });
  sweep.extend(8);
  played(sweep, 1, 0);
  // The first five are complete, whatever their values; the sixth is better than their median
  // (0.5), the seventh is not; the last diverges.
  std::vector<TrialState> states;
  for (const Trial& trial : sweep.state().trials) states.push_back(trial.state);
  const auto complete = TrialState::kComplete;
  EXPECT_THAT(states, ElementsAre(complete, complete, complete, complete, complete, complete,
                                  TrialState::kPruned, TrialState::kPruned));
  EXPECT_THAT(sweep.state().courses[6].values.size(), 1U);
}

TEST(Median, LooksAtItsIntervalsOrAtEveryMeasurement) {
  const auto rungs = scheduler_named("median").rungs;
  EXPECT_THAT(rungs({.interval = 400}, {.steps = 1000, .evaluation_every = 100}),
              ElementsAre(400, 800, 1000));
  EXPECT_THAT(rungs({}, {.steps = 300, .evaluation_every = 100}), ElementsAre(100, 200, 300));
}

}  // namespace
}  // namespace tandem
