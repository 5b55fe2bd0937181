#include "framework/training/training_state.h"

#include <ATen/ATen.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>

#include "framework/core/files.h"
#include "framework/distributed/local_communicator.h"
#include "tests/framework/training/two_networks.h"
#include "tests/support/one_of_two.h"
#include "tests/support/temporary_directory.h"

namespace tandem {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

/// Notes for which objectives it is prepared, which draws its first network anew.
class Preparing : public GenerativeModel {
 public:
  explicit Preparing(std::vector<std::string>& prepared) : prepared_(prepared) {}
  std::vector<Network> networks() const override { return networks_.networks; }
  std::vector<Objective> objectives() override {
    return {{.name = "fit", .trains = {"first"}},
            {.name = "again", .trains = {"second"}, .batch_use = BatchUse::kReuses}};
  }
  std::vector<LaneState> lane_states() const override {
    return {{"chain", [](int64_t size) { return at::rand({size}); }}};
  }
  void prepare(const std::string& objective, const Batch&, const Context& context) override {
    prepared_.push_back(objective + " " + std::to_string(context.micro_batch));
    networks_.first->parameters()[0].uniform_();
  }

 private:
  std::vector<std::string>& prepared_;
  TwoNetworks networks_;
};

class TrainingStateTest : public testing::Test {
 protected:
  TrainingStateTest() {
    replace_file(path_,
                 "name: test\nsteps: 10\nmodel: {family: preparing}\ndata: {path: x.h5}\n"
                 "batch: {size: 16, micro_batches: 4}\n");
  }
  TrainingState on(Communicator& communicator) {
    const RunConfiguration configuration = RunConfiguration::load(path_, {}, {family_});
    return initial_state(configuration, configuration.phases(), state_, communicator);
  }
  at::Tensor weights() { return state_.parameters().weights().clone(); }

  TemporaryDirectory directory_;
  std::filesystem::path path_ = directory_ / "run.yaml";
  std::vector<std::string> prepared_;
  Family family_{
      .name = "preparing",
      .sentence = "A family.",
      .learners =
          [] {
            return std::vector<LearnerDefaults>{{"fit", {}}, {"again", {}}};
          },
      .build = [this](const DataDescription&) { return std::make_unique<Preparing>(prepared_); }};
  ModelState state_{family_, {.fields = {{"images", {2, 2, 1}, "uint8"}}}, 1, at::kCPU};
  LocalCommunicator alone_;
  OneOfTwo second_{1};
};

TEST_F(TrainingStateTest, BeginsWithNothingCounted) {
  const TrainingState training = on(alone_);
  EXPECT_EQ(training.step, 0);
  EXPECT_EQ(training.learners.size(), 2U);
  EXPECT_EQ(training.windows.size(), 2U);
  EXPECT_THAT(training.updates, ElementsAre(0, 0));
  EXPECT_FALSE(training.best);
}

TEST_F(TrainingStateTest, ARankHasItsOwnLanesAlone) {
  const TrainingState all = on(alone_);
  const TrainingState own = on(second_);
  EXPECT_EQ(own.shape.first_lane, 2);
  EXPECT_EQ(own.shared.scratch.size(), 2U);
  ASSERT_EQ(own.shared.lanes.size(), 2U);
  for (size_t local_lane = 0; local_lane < 2; ++local_lane) {
    EXPECT_TRUE(at::equal(own.shared.lanes[local_lane].front().second,
                          all.shared.lanes[2 + local_lane].front().second));
  }
}

TEST_F(TrainingStateTest, ThePositionInTheDataCountsWhoDraws) {
  TrainingState training = on(alone_);
  training.updates = {5, 7};
  EXPECT_EQ(batches_drawn(training), 5);
}

TEST_F(TrainingStateTest, TheFirstRankPreparesWithTheFirstLane) {
  TrainingState training = on(alone_);
  prepare_objective(training, 0, {}, state_, alone_);
  const at::Tensor first = weights();
  prepare_objective(training, 1, {}, state_, alone_);
  EXPECT_THAT(prepared_, ElementsAre("fit 0", "again 0"));
  EXPECT_FALSE(at::equal(weights(), first)) << "each objective draws its own numbers";
  prepare_objective(training, 0, {}, state_, alone_);
  EXPECT_TRUE(at::equal(weights(), first)) << "and the same whenever it does";
}

TEST_F(TrainingStateTest, OtherRanksPrepareNothing) {
  TrainingState training = on(second_);
  const at::Tensor before = weights();
  prepare_objective(training, 0, {}, state_, second_);
  EXPECT_THAT(prepared_, IsEmpty());
  EXPECT_TRUE(at::equal(weights(), before));
}

}  // namespace
}  // namespace tandem
