// Every family of the table: builds from synthetic data, takes finite steps, moves only what it
// trains, and declares its options.
#include <ATen/ATen.h>
#include <gtest/gtest.h>
#include <torch/csrc/autograd/autograd.h>

#include <map>

#include "tests/contract/family_contract.h"
#include "tests/support/operation_log.h"

namespace tandem {
namespace {

std::map<std::string, at::Tensor> copy_of_weights(ModelState& state) {
  std::map<std::string, at::Tensor> copies;
  for (const FlatNetwork& network : state.parameters().networks()) {
    copies[network.name] =
        state.parameters().weights().narrow(0, network.range.begin, network.range.count()).clone();
  }
  return copies;
}

TEST_P(FamilyContract, AStepBeginsWithWhatTheUpdateOrderNames) {
  for (OptionField& field : family_.options.fields) {
    if (field.name != "update_order") continue;
    for (const std::string& choice : field.constraints.front().choices) {
      field.set(choice);
      const Objective first = family_.objectives(state_.model()).front();
      EXPECT_EQ(first.name + "_first", choice);
      EXPECT_NE(first.batch_use, BatchUse::kReuses) << "nothing has drawn a batch";
    }
  }
}

TEST_P(FamilyContract, EveryObjectiveIsFiniteAndMovesOnlyWhatItTrains) {
  for (size_t index = 0; index < state_.objectives().size(); ++index) {
    const Objective& objective = state_.objectives()[index];
    Learner learner = make_learner(index);
    const auto before = copy_of_weights(state_);
    learner.update(batches_, {}, shared_);
    EXPECT_EQ(shared_.not_finite.item<float>(), 0.0F) << objective.name;
    EXPECT_TRUE(learner.tail().isfinite().all().item<bool>()) << objective.name;
    EXPECT_EQ(learner.tail().numel(), static_cast<int64_t>(objective.terms.size()) + 2);
    for (const FlatNetwork& network : state_.parameters().networks()) {
      for (const at::Tensor& parameter : network.parameters) {
        EXPECT_FALSE(parameter.grad().defined())
            << objective.name << " left one in " << network.name;
      }
    }
    const auto after = copy_of_weights(state_);
    for (const auto& [name, weights] : before) {
      const bool trained = std::count(objective.trains.begin(), objective.trains.end(), name) > 0;
      EXPECT_EQ(!at::equal(weights, after.at(name)), trained) << objective.name << " " << name;
    }
  }
}

/// What a checkpoint holds of a model, by name.
std::vector<std::string> parts_of(const Family& family, const DataDescription& data) {
  std::vector<std::string> parts;
  const auto model = family.build(data);
  for (const Objective& objective : family.objectives(*model)) {
    for (const std::string& term : objective.terms) parts.push_back(objective.name + ", " + term);
  }
  for (const Network& network : model->networks()) {
    for (const auto& tensor : network.module->named_parameters()) {
      parts.push_back(network.name + "." + tensor.key());
    }
    for (const auto& tensor : network.module->named_buffers()) {
      parts.push_back(network.name + "." + tensor.key());
    }
  }
  return parts;
}

std::vector<OptionField*> all_fields(OptionSection& section) {
  std::vector<OptionField*> fields;
  for (OptionField& field : section.fields) fields.push_back(&field);
  for (OptionSection& nested : section.sections) {
    for (OptionField* field : all_fields(nested)) fields.push_back(field);
  }
  return fields;
}

/// Where it adds a part, it is one that changes neither from 0 nor to 0.
TEST_P(FamilyContract, OptionsThatChangeInTrainingAddNothingToACheckpoint) {
  if (data_.fields.front().shape.back() != 1) return;  // channels make no difference to this
  for (OptionField* field : all_fields(family_.options)) {
    const OptionValue before = field->get();
    if (field->change != OptionChange::kLive || field->keeps_zero ||
        !std::holds_alternative<double>(before) || field->broken_constraint(0.0) != nullptr) {
      continue;
    }
    std::vector<std::vector<std::string>> parts;
    for (const double value : {0.0, 0.5}) {
      field->set(value);
      try {
        parts.push_back(parts_of(family_, data_));
      } catch (const ConfigError&) {
        // Beside other options, as they are here, it has no such value.
      }
    }
    field->set(before);
    if (parts.size() < 2) continue;
    EXPECT_EQ(parts[0], parts[1]) << field->name;
  }
}

/// Weight decay and clipping move weights too, so the gradient itself is looked at.
TEST_P(FamilyContract, EveryLossReachesEachParameterThatItTrains) {
  for (size_t index = 0; index < state_.objectives().size(); ++index) {
    const Objective& objective = state_.objectives()[index];
    Learner learner = make_learner(index);
    learner.update(batches_, {}, shared_);  // sets what the loss is weighted with
    for (const std::string& name : objective.trains) {
      const FlatNetwork& network = state_.parameters().network(name);
      const at::Tensor loss = objective.loss(batches_[0], learner.context(0, shared_)).total;
      const auto gradients =
          torch::autograd::grad({loss}, network.parameters, {}, /*retain_graph=*/false,
                                /*create_graph=*/false, /*allow_unused=*/true);
      bool moves = false;
      for (size_t i = 0; i < gradients.size(); ++i) {
        EXPECT_TRUE(gradients[i].defined())
            << objective.name << " " << name << "." << network.parameter_names[i];
        moves = moves || (gradients[i].defined() && gradients[i].any().item<bool>());
      }
      EXPECT_TRUE(moves) << objective.name << " " << name;
    }
  }
}

/// With the defaults of the family; a GPU is to be deterministic and fast.
TEST_P(FamilyContract, NoUpdateNeedsSortedIndicesOnAGpu) {
  for (size_t index = 0; index < state_.objectives().size(); ++index) {
    Learner learner = make_learner(index);
    const OperationLog log;
    learner.update(batches_, {}, shared_);
    EXPECT_EQ(log.sorting_operations(), "") << learner.objective().name;
  }
}

TEST_P(FamilyContract, ClippedWeightsStayWithinTheirBound) {
  for (size_t index = 0; index < state_.objectives().size(); ++index) {
    const Objective& objective = state_.objectives()[index];
    const double bound = options_of(objective.name).clip_weights;
    if (bound == 0) continue;
    make_learner(index).update(batches_, {}, shared_);
    const auto weights = copy_of_weights(state_);
    for (const std::string& network : objective.trains) {
      EXPECT_LE(weights.at(network).abs().max().item<float>(), static_cast<float>(bound))
          << objective.name << " " << network;
    }
  }
}

TEST_P(FamilyContract, AStepThatIsNotFiniteLeavesWeightsAndBuffersAsTheyWere) {
  shared_.not_finite.fill_(1);
  for (size_t index = 0; index < state_.objectives().size(); ++index) {
    Learner learner = make_learner(index);
    const auto before = copy_of_weights(state_);
    const at::Tensor buffers = state_.parameters().buffers().clone();
    learner.update(batches_, {}, shared_);
    EXPECT_TRUE(at::equal(buffers, state_.parameters().buffers()));
    for (const auto& [name, weights] : copy_of_weights(state_)) {
      EXPECT_TRUE(at::equal(weights, before.at(name))) << name;
    }
  }
}

TEST_P(FamilyContract, WeightsFollowFromTheSeed) {
  ModelState again(family_, data_, 7, at::kCPU);
  ModelState other(family_, data_, 8, at::kCPU);
  EXPECT_TRUE(at::equal(state_.parameters().weights(), again.parameters().weights()));
  EXPECT_FALSE(at::equal(state_.parameters().weights(), other.parameters().weights()));
}

TEST_P(FamilyContract, EveryOptionIsDocumentedAndInTheSchema) {
  const std::string schema = json_schema(family_.options);
  ASSERT_FALSE(family_.options.fields.empty());
  for (const OptionField& field : family_.options.fields) {
    EXPECT_GT(field.sentence.size(), 10U) << field.name;
    EXPECT_EQ(field.sentence.back(), '.') << field.name;
    EXPECT_NE(schema.find('"' + field.name + '"'), std::string::npos) << field.name;
    EXPECT_FALSE(field.is_required()) << field.name;
  }
}

INSTANTIATE_TEST_SUITE_P(Table, FamilyContract,
                         testing::Combine(testing::Range(size_t{0}, all_families().size()),
                                          testing::Values(int64_t{1}, int64_t{3})),
                         [](const auto& instance) {
                           return all_families()[std::get<0>(instance.param)].name + "_" +
                                  std::to_string(std::get<1>(instance.param)) + "_channels";
                         });

}  // namespace
}  // namespace tandem
