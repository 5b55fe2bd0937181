// Flat weights, the tree of contributions, and a learner that never reads back to the host.
#include "framework/training/learner.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <torch/torch.h>

#include <set>

#include "framework/core/error.h"
#include "framework/distributed/mpi_session.h"
#include "tests/support/error_message.h"
#include "tests/support/operation_log.h"

namespace tandem {
namespace {

/// A model of two networks, the first with batch norm.
struct TwoNetworks {
  torch::nn::Sequential first{torch::nn::Linear(3, 5), torch::nn::BatchNorm1d(5)};
  torch::nn::Sequential second{torch::nn::Linear(5, 1)};
  std::vector<Network> networks{{"first", first.ptr()}, {"second", second.ptr()}};

  Objective objective(const std::string& trained) {
    return {.name = "fit",
            .trains = {trained},
            .terms = {"mean"},
            .loss = [this](const Batch&, const Context& context) {
              const at::Tensor input = at::randn({context.micro_batch_size, 3});
              const at::Tensor output = second->forward(first->forward(input));
              return Losses{{output.mean().detach()}, output.square().mean()};
            }};
  }
};

class LearnerTest : public testing::Test {
 protected:
  Learner make(const LearnerOptions& options, const std::string& trained = "first") {
    return Learner({model_.objective(trained), 0, options, shape_, shape_.steps}, parameters_,
                   *communicator_);
  }

  MpiSession session_;
  std::unique_ptr<Communicator> communicator_ = session_.communicator(at::kCPU);
  TwoNetworks model_;
  FlatParameters parameters_{model_.networks, at::kCPU};
  SharedTensors shared_{at::zeros({1}), at::zeros({1})};
  RunShape shape_{.seed = 1,
                  .steps = 10,
                  .batch_size = 16,
                  .micro_batches = 4,
                  .first_lane = 0,
                  .num_lanes = 4};
};

TEST_F(LearnerTest, ParametersAndBuffersAreViewsOfFlatTensors) {
  const at::Tensor weight = parameters_.named_tensors().at("first.0.weight");
  EXPECT_EQ(weight.sizes(), (std::vector<int64_t>{5, 3}));
  for (const FlatNetwork& network : parameters_.networks()) {
    for (const at::Tensor& parameter : network.parameters) {
      EXPECT_EQ(reinterpret_cast<uintptr_t>(parameter.const_data_ptr()) % 64, 0U);
    }
  }
  parameters_.weights().fill_(0.5);
  EXPECT_EQ(weight.sum().item<float>(), 7.5F);
  EXPECT_EQ(model_.second->parameters()[0].sum().item<float>(), 2.5F);
  EXPECT_EQ(parameters_.integer_buffers().size(), 1U);
  EXPECT_TRUE(parameters_.named_tensors().contains("first.1.running_var"));
}

TEST_F(LearnerTest, AParameterOfTwoNetworksIsRefused) {
  const std::vector<Network> shared = {{"a", model_.first.ptr()}, {"b", model_.first.ptr()}};
  EXPECT_THROW(FlatParameters(shared, at::kCPU), Error);
}

TEST_F(LearnerTest, ContributionsAreAddedInPairs) {
  const std::vector<const FlatNetwork*> trained = {&parameters_.networks()[1]};
  Contribution contribution(trained, parameters_, /*num_terms=*/0, /*num_lanes=*/4, *communicator_);
  // In pairs (1 + 1e8) + (−1e8 + 1) is 0 in float32; from left to right it would be 1.
  for (const float value : {1.0F, 1e8F, -1e8F, 1.0F}) {
    const Losses losses{{}, at::scalar_tensor(value)};
    contribution.add({at::full({1, 5}, value), at::Tensor()}, losses, shared_.stop);
  }
  contribution.reduce();
  EXPECT_EQ(contribution.tail()[0].item<float>(), 0.0F);
  EXPECT_EQ(contribution.gradient(0)[4].item<float>(), 0.0F);
  EXPECT_EQ(contribution.gradient(0)[16].item<float>(), 0.0F);
}

TEST_F(LearnerTest, NothingIsReadBackToTheHost) {
  LearnerOptions options;
  options.clip_norm = 1;
  options.clip_weights = 10;
  options.average_decay = 0.9;
  for (const char* optimizer : {"adam", "adamw", "sgd", "rmsprop"}) {
    options.optimizer = optimizer;
    Learner learner = make(options);
    learner.update({}, {}, shared_);
    const OperationLog log;
    learner.update({}, {.step = 1, .own_step = 1, .num_updates = 1}, shared_);
    // The fused Adam of the CPU reads its own step, which lies on the host anyway.
    EXPECT_EQ(log.count("aten::_local_scalar_dense"),
              std::string(optimizer).starts_with("adam") ? 1 : 0)
        << optimizer;
    EXPECT_EQ(shared_.not_finite.item<float>(), 0.0F) << optimizer;
  }
}

TEST_F(LearnerTest, BuffersAreTheMeanOverMicroBatchesAndCountersCountUpdates) {
  Learner learner = make({});
  learner.update({}, {}, shared_);
  learner.update({}, {.step = 1, .own_step = 1, .num_updates = 1}, shared_);
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
  Learner learner({objective, 0, LearnerOptions{}, shape_, shape_.steps}, parameters_,
                  *communicator_);
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
  const auto drawn = [&](const UpdatePosition& position, size_t index, int64_t first_lane,
                         int64_t num_lanes) {
    RunShape shape = shape_;
    shape.first_lane = first_lane;
    shape.num_lanes = num_lanes;
    Learner learner({objective, index, LearnerOptions{}, shape, shape.steps}, parameters_,
                    *communicator_);
    learner.update({}, position, shared_);
    return learner.tail()[0].item<float>();
  };
  const std::vector<float> alone = {drawn({}, 0, 0, 1), drawn({}, 0, 1, 1), drawn({}, 0, 2, 1),
                                    drawn({}, 0, 3, 1)};
  std::set<float> all(alone.begin(), alone.end());
  all.insert({drawn({.step = 1}, 0, 0, 1), drawn({.update = 1}, 0, 0, 1), drawn({}, 1, 0, 1)});
  EXPECT_EQ(all.size(), 7U);
  EXPECT_EQ(drawn({}, 0, 2, 1), alone[2]);
  EXPECT_EQ(drawn({}, 0, 0, 4), (alone[0] + alone[1]) + (alone[2] + alone[3]));
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
  Learner learner({objective, 0, options, shape_, shape_.steps}, parameters_, *communicator_);
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

/// Averages begin at the first weights; update t keeps min(decay, (1 + t)/(10 + t)) of them.
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
  at::Tensor expected = weights().clone();
  for (const auto& [num_updates, kept] :
       {std::pair{0, 0.1}, std::pair{1, 2.0 / 11.0}, std::pair{1000, 0.9}}) {
    const at::Tensor before = weights().clone();
    learner.update({}, {.step = num_updates, .num_updates = num_updates}, shared_);
    ASSERT_FALSE(at::allclose(weights(), before, 1e-3));
    expected = expected * kept + weights() * (1.0 - kept);
    EXPECT_TRUE(at::allclose(average(), expected, 1e-5, 1e-6)) << num_updates;
  }
  shared_.not_finite.fill_(1);
  const at::Tensor last = average();
  parameters_.weights().add_(1);
  learner.update({}, {.step = 3, .num_updates = 1001}, shared_);
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
    Learner({objective, 0, options, shape_, shape_.steps}, parameters_, *communicator_)
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
  options.decayed_networks = {"frist"};
  EXPECT_THAT(message_of<ConfigError>([&] { check_names(options, objective); }),
              testing::HasSubstr("learners." + objective.name + ".decayed_networks"));
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
  Learner learner({objective, 0, LearnerOptions{}, shape_, shape_.steps}, parameters_,
                  *communicator_);
  shared_.scratch.resize(4);
  learner.update({}, {}, shared_);
  EXPECT_EQ(learner.tail()[0].item<float>(), 1.5F);
  learner.update({}, {.step = 0, .update = 1}, shared_);
  EXPECT_EQ(learner.tail()[0].item<float>(), 101.5F);
  EXPECT_EQ(shared_.scratch[3].at("mark").item<float>(), 103.0F);
}

}  // namespace
}  // namespace tandem
