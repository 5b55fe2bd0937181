#include "framework/training/training_checkpoint.h"

#include <gtest/gtest.h>

#include "framework/training/phase_plan.h"
#include "tests/framework/training/small_training.h"
#include "tests/support/temporary_directory.h"

namespace tandem {
namespace {

class TrainingCheckpointTest : public ::testing::Test {
 protected:
  void save(SmallTraining& training) {
    training.state.step = 3;
    store_.save(*seal_training(training.state, training.communicator));
  }
  void restore(SmallTraining& training) {
    restore_training(store_, 3, phases_, training.communicator, training.state);
  }

  TemporaryDirectory directory_;
  CheckpointStore store_{directory_.path(), 1};
  PhasePlan phases_{{}, 10, {"fit"}};
};

/// A family may hold an objective back in the first steps of its phase.
TEST_F(TrainingCheckpointTest, AnObjectiveWithoutAnUpdateBeginsAfterItToo) {
  SmallTraining saved, restored;
  save(saved);
  restore(restored);
  EXPECT_EQ(restored.state.step, 3);
  EXPECT_TRUE(at::equal(restored.parameters.weights(), saved.parameters.weights()));
  EXPECT_TRUE(restored.state.learners[0].state().empty());
}

TEST_F(TrainingCheckpointTest, AnObjectiveWithUpdatesGoesOnWithWhatItKept) {
  SmallTraining saved, restored;
  saved.state.learners[0].begin(/*goes_on=*/true);
  saved.state.updates[0] = 2;
  save(saved);
  restore(restored);
  EXPECT_EQ(restored.state.updates[0], 2);
  EXPECT_EQ(restored.state.learners[0].state().size(), saved.state.learners[0].state().size());
  EXPECT_FALSE(restored.state.learners[0].state().empty());
}

}  // namespace
}  // namespace tandem
