// An objective's updates, which never read back to the host.
#include "framework/training/learner.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>
#include <torch/nn/modules/batchnorm.h>

#include <set>

#include "framework/distributed/local_communicator.h"
#include "framework/optimization/optimizer.h"
#include "tests/framework/training/two_networks.h"
#include "tests/support/operation_log.h"

namespace tandem {
namespace {

class LearnerTest : public testing::Test {
 protected:
  Learner make(const LearnerOptions& options, const std::string& trained = "first") {
    return Learner({model_.objective(trained), options, shape_, shape_.steps}, parameters_,
                   communicator_);
  }

  LocalCommunicator communicator_;
  TwoNetworks model_;
  FlatParameters parameters_{model_.networks, at::kCPU};
  SharedTensors shared_{at::zeros({1}), at::zeros({1})};
  RunShape shape_{.seed = 1,
                  .steps = 10,
                  .batch_size = 16,
                  .micro_batches = 4,
                  .first_lane = 0,
                  .num_local_lanes = 4};
};

TEST_F(LearnerTest, NothingIsReadBackToTheHost) {
  LearnerOptions options;
  options.clip_norm = 1;
  options.clip_weights = 10;
  options.average_decay = 0.9;
  for (const OptimizerKind& kind : all_optimizers()) {
    options.optimizer = kind.name;
    Learner learner = make(options);
    learner.update({}, {}, shared_);
    const OperationLog log;
    learner.update({}, {.step = 1, .own_step = 1, .updates_before = 1}, shared_);
    // The fused Adam of the CPU reads its own step, which lies on the host anyway.
    EXPECT_EQ(log.count("aten::_local_scalar_dense"), kind.name.starts_with("adam") ? 1 : 0)
        << kind.name;
    EXPECT_EQ(shared_.not_finite.item<float>(), 0.0F) << kind.name;
  }
}

TEST_F(LearnerTest, BuffersAreTheMeanOverMicroBatchesAndCountersCountUpdates) {
  Learner learner = make({});
  learner.update({}, {}, shared_);
  learner.update({}, {.step = 1, .own_step = 1, .updates_before = 1}, shared_);
  EXPECT_EQ(parameters_.integer_buffers()[0].item<int64_t>(), 2);
  EXPECT_TRUE(parameters_.buffers().isfinite().all().item<bool>());
  EXPECT_NE(parameters_.named_tensors().at("first.1.running_mean").abs().sum().item<float>(), 0.0F);
}

TEST_F(LearnerTest, EveryMicroBatchStartsFromTheBuffersBeforeTheUpdate) {
  Objective objective = model_.objective("first");
  objective.terms = {};
  objective.loss = [this](const Batch&, const Context& context) {
    const auto& norm = *model_.first[1]->as<torch::nn::BatchNorm1dImpl>();
    const at::Tensor input = at::arange(4, at::kFloat).unsqueeze(1).expand({4, 5});
    const at::Tensor output = at::batch_norm(
        input + static_cast<double>(context.micro_batch), norm.weight, norm.bias, norm.running_mean,
        norm.running_var, /*training=*/true, /*momentum=*/0.5, norm.options.eps(), false);
    return Losses{{}, output.square().sum()};
  };
  Learner learner({objective, LearnerOptions{}, shape_, shape_.steps}, parameters_, communicator_);
  learner.update({}, {}, shared_);
  // Half of the means 1.5, 2.5, 3.5, 4.5 of the four micro-batches, averaged.
  const at::Tensor running_mean = parameters_.named_tensors().at("first.1.running_mean");
  EXPECT_TRUE(at::allclose(running_mean, at::full({5}, 1.5)));
}

/// What is drawn depends on step, objective, update and micro-batch, not on which rank draws.
TEST_F(LearnerTest, EveryMicroBatchOfEveryUpdateDrawsItsOwnNumbers) {
  Objective objective = model_.objective("second");
  objective.loss = [this](const Batch&, const Context&) {
    return Losses{{at::rand({1})}, model_.second->parameters()[0].sum()};
  };
  const auto drawn = [&](const UpdatePosition& position, int64_t first_lane,
                         int64_t num_local_lanes) {
    RunShape shape = shape_;
    shape.first_lane = first_lane;
    shape.num_local_lanes = num_local_lanes;
    Learner learner({objective, LearnerOptions{}, shape, shape.steps}, parameters_, communicator_);
    learner.update({}, position, shared_);
    return learner.tail()[0].item<float>();
  };
  const std::vector<float> alone = {drawn({}, 0, 1), drawn({}, 1, 1), drawn({}, 2, 1),
                                    drawn({}, 3, 1)};
  std::set<float> all(alone.begin(), alone.end());
  all.insert({drawn({.step = 1}, 0, 1), drawn({.update = 1}, 0, 1), drawn({.objective = 1}, 0, 1)});
  EXPECT_EQ(all.size(), 7U);
  EXPECT_EQ(drawn({}, 2, 1), alone[2]);
  EXPECT_EQ(drawn({}, 0, 4), (alone[0] + alone[1]) + (alone[2] + alone[3]));
}

TEST_F(LearnerTest, RateAndCoefficientsAreThoseOfTheStepsOfTheObjective) {
  Objective objective = model_.objective("second");
  objective.coefficients = {
      {"weight", [](int64_t step) { return static_cast<double>(step) + 0.5; }}};
  objective.loss = [this](const Batch&, const Context& context) {
    return Losses{{context.coefficient("weight")}, model_.second->parameters()[0].sum()};
  };
  LearnerOptions options;
  options.optimizer = "sgd";
  options.learning_rate = 1;
  options.schedule = {.kind = "linear", .factor = 0.0};
  Learner learner({objective, options, shape_, shape_.steps}, parameters_, communicator_);
  const at::Tensor weight = model_.second->parameters()[0];
  const at::Tensor before = weight.detach().clone();
  learner.update({}, {.step = 9, .own_step = 2}, shared_);
  EXPECT_EQ(learner.tail()[0].item<float>(), 2.5F);
  // The gradient is 1, the rate 1 − 2/10.
  EXPECT_TRUE(at::allclose(before - weight.detach(), at::full_like(before, 0.8)));
}

TEST_F(LearnerTest, WeightsAreClampedAfterAnUpdate) {
  LearnerOptions options;
  options.clip_weights = 0.01;
  Learner learner = make(options);
  learner.update({}, {}, shared_);
  const FlatRange range = parameters_.network("first").range;
  const at::Tensor weights = parameters_.weights().narrow(0, range.begin, range.count());
  EXPECT_LE(weights.abs().max().item<float>(), 0.01F);
}

TEST_F(LearnerTest, AGradientThatIsTooLongIsScaledToTheNorm) {
  parameters_.weights().mul_(100);
  LearnerOptions options;
  options.optimizer = "sgd";
  options.learning_rate = 1;
  options.clip_norm = 0.5;
  Learner learner = make(options, "second");
  const at::Tensor before = parameters_.weights().clone();
  learner.update({}, {}, shared_);
  const at::Tensor moved = parameters_.weights() - before;
  EXPECT_NEAR(moved.norm().item<float>(), 0.5F, 1e-3);
}

TEST_F(LearnerTest, AShortGradientStaysAsItIs) {
  const at::Tensor before = parameters_.weights().clone();
  LearnerOptions options;
  options.optimizer = "sgd";
  const auto moved = [&](double clip_norm) {
    parameters_.weights().copy_(before);
    options.clip_norm = clip_norm;
    make(options, "second").update({}, {}, shared_);
    return parameters_.weights() - before;
  };
  const at::Tensor whole = moved(0);
  ASSERT_GT(whole.norm().item<float>(), 0);
  EXPECT_TRUE(at::equal(moved(1e6), whole));
}

TEST_F(LearnerTest, AStopRequestTravelsWithTheUpdate) {
  Learner learner = make({});
  shared_.stop.fill_(1);
  learner.update({}, {}, shared_);
  EXPECT_GT(learner.tail()[-1].item<float>(), 0.0F);
}

TEST_F(LearnerTest, TheStateHoldsOptimiserAndAverage) {
  LearnerOptions options;
  options.average_decay = 0.9;
  Learner learner = make(options, "second");
  learner.begin(/*goes_on=*/true);
  const NamedTensors state = learner.state();
  EXPECT_TRUE(state.contains("fit.second.first_moment"));
  EXPECT_TRUE(state.contains("fit.second.average"));
}

/// How much is kept depends on the updates before, in all steps.
TEST_F(LearnerTest, TheAverageFollowsTheWeightsAfterEachUpdate) {
  LearnerOptions options;
  options.optimizer = "sgd";
  options.learning_rate = 0.5;
  options.average_decay = 0.9;
  Learner learner = make(options, "second");
  const FlatRange range = parameters_.network("second").range;
  const auto weights = [&] { return parameters_.weights().narrow(0, range.begin, range.count()); };
  const auto average = [&] {
    at::Tensor all = at::full_like(parameters_.weights(), 7);
    learner.write_average(all);
    EXPECT_TRUE(all.narrow(0, 0, range.begin).eq(7).all().item<bool>()) << "of others: none";
    return all.narrow(0, range.begin, range.count());
  };
  const at::Tensor before = weights().clone();
  learner.update({}, {.step = 5, .updates_before = 1}, shared_);
  ASSERT_FALSE(at::allclose(weights(), before, 1e-3));
  EXPECT_TRUE(
      at::allclose(average(), before * (2.0 / 11.0) + weights() * (9.0 / 11.0), 1e-5, 1e-6));
  shared_.not_finite.fill_(1);
  const at::Tensor last = average();
  parameters_.weights().add_(1);
  learner.update({}, {.step = 6, .updates_before = 2}, shared_);
  EXPECT_TRUE(at::equal(average(), last)) << "an update that is left out is not averaged";
}

TEST_F(LearnerTest, WeightDecayIsOfTheNamedNetworks) {
  LearnerOptions options;
  options.optimizer = "sgd";
  options.learning_rate = 1e-3;
  options.weight_decay = 100;
  Objective objective = model_.objective("first");
  objective.trains.emplace_back("second");
  const auto moved_by = [&](double decay, const std::vector<std::string>& decayed) {
    options.weight_decay = decay;
    options.decayed_networks = decayed;
    parameters_.weights().fill_(0.5);
    Learner({objective, options, shape_, shape_.steps}, parameters_, communicator_)
        .update({}, {}, shared_);
    std::vector<at::Tensor> moved;
    for (const FlatNetwork& network : parameters_.networks()) {
      const FlatRange& range = network.range;
      moved.push_back(parameters_.weights().narrow(0, range.begin, range.count()) - 0.5);
    }
    return moved;
  };
  const auto without = moved_by(0, {}), all = moved_by(100, {}), first = moved_by(100, {"first"});
  EXPECT_TRUE(at::allclose(all[0] - without[0], at::full_like(all[0], -0.05)));
  EXPECT_TRUE(at::allclose(all[1] - without[1], at::full_like(all[1], -0.05)));
  EXPECT_TRUE(at::equal(first[0], all[0]));
  EXPECT_TRUE(at::equal(first[1], without[1]));
}

TEST_F(LearnerTest, WeightDecayMayLeaveOutBiases) {
  const auto moved_by = [&](double decay) {
    parameters_.weights().fill_(0.5);
    Learner learner = make(
        {.optimizer = "sgd", .learning_rate = 1e-3, .weight_decay = decay, .decay_biases = false});
    learner.update({}, {}, shared_);
    std::vector<at::Tensor> moved;
    for (const at::Tensor& parameter : parameters_.network("first").parameters) {
      moved.push_back(parameter.detach() - 0.5);
    }
    return moved;
  };
  const auto without = moved_by(0), with = moved_by(100);
  // A linear layer and batch norm: of the four only the first has two dimensions.
  ASSERT_EQ(with.size(), 4U);
  EXPECT_TRUE(at::allclose(with[0] - without[0], at::full_like(with[0], -0.05)));
  for (size_t i = 1; i < with.size(); ++i) EXPECT_TRUE(at::equal(with[i], without[i])) << i;
}

/// A weight, and a gain per channel as flows have it.
struct GainModule : torch::nn::Module {
  at::Tensor weight = register_parameter("weight", torch::ones({2, 3}));
  at::Tensor gain = register_parameter("gain", torch::ones({3, 1, 1}));
};

TEST_F(LearnerTest, GainsOfChannelsDecayLikeBiases) {
  const auto module = std::make_shared<GainModule>();
  FlatParameters parameters({{"only", module}}, at::kCPU);
  const Objective objective{
      .name = "fit", .trains = {"only"}, .terms = {}, .loss = [&](const Batch&, const Context&) {
        return Losses{{}, 0 * module->weight.sum() + 0 * module->gain.sum()};
      }};
  const LearnerOptions options{
      .optimizer = "sgd", .learning_rate = 0.1, .weight_decay = 1, .decay_biases = false};
  Learner learner({objective, options, shape_, shape_.steps}, parameters, communicator_);
  learner.update({}, {}, shared_);
  EXPECT_TRUE(at::allclose(module->weight, at::full({2, 3}, 0.9)));
  EXPECT_TRUE(at::equal(module->gain, at::ones({3, 1, 1})));
}

TEST_F(LearnerTest, AnEndedLearnerKeepsItsAveragesOnly) {
  LearnerOptions options;
  options.average_decay = 0.5;
  Learner learner = make(options);
  EXPECT_TRUE(learner.state().empty());
  learner.update({}, {}, shared_);
  const size_t whole = learner.state().size();
  learner.end();
  EXPECT_EQ(learner.state().size(), 1U);
  EXPECT_TRUE(learner.averages());
  Learner restored = make(options);
  restored.begin(/*goes_on=*/false);
  EXPECT_EQ(restored.state().size(), 1U);
  restored.begin(/*goes_on=*/true);
  EXPECT_EQ(restored.state().size(), whole);
}

TEST_F(LearnerTest, WhatAnObjectiveLeavesIsSeenInItsMicroBatchOnly) {
  Objective objective = model_.objective("second");
  objective.batch_use = BatchUse::kReuses;
  objective.loss = [this](const Batch&, const Context& context) {
    const std::optional<at::Tensor> before = context.left("mark");
    const at::Tensor mark = model_.second->parameters()[0].sum() * 0 + context.micro_batch;
    context.leave("mark", before ? *before + 100 : mark);
    EXPECT_FALSE(context.left("mark")->requires_grad());
    EXPECT_FALSE(context.left("other").has_value());
    return Losses{{*context.left("mark")}, mark};
  };
  Learner learner({objective, LearnerOptions{}, shape_, shape_.steps}, parameters_, communicator_);
  shared_.scratch.resize(4);
  learner.update({}, {}, shared_);
  EXPECT_EQ(learner.tail()[0].item<float>(), 1.5F);
  learner.update({}, {.step = 0, .update = 1}, shared_);
  EXPECT_EQ(learner.tail()[0].item<float>(), 101.5F);
  EXPECT_EQ(shared_.scratch[3].at("mark").item<float>(), 103.0F);
}

}  // namespace
}  // namespace tandem
