// Every family of the table: builds from synthetic data, takes finite steps, moves only what it
// trains, and does what its capabilities promise.
#include <gtest/gtest.h>
#include <torch/torch.h>

#include "experiments/family_table.h"
#include "framework/core/error.h"
#include "framework/core/seed.h"
#include "framework/data/storage/field_name.h"
#include "framework/device/generator_seeding.h"
#include "framework/distributed/mpi_session.h"
#include "framework/model/capabilities.h"
#include "framework/model/evaluation_mode.h"
#include "framework/showing/generation.h"
#include "framework/training/lanes.h"
#include "framework/training/learner.h"
#include "framework/training/model_state.h"
#include "tests/support/drawn_grid.h"
#include "tests/support/operation_log.h"

namespace tandem {
namespace {

constexpr int64_t kMicroBatchSize = 4;
constexpr int64_t kMicroBatches = 2;

/// The family with what takes many steps (chains, annealing) cut short.
Family shortened(Family family) {
  constexpr int64_t kMostSteps = 20;
  for (OptionField& field : family.options.fields) {
    if (!field.name.ends_with("_steps")) continue;
    field.set(std::min(std::get<int64_t>(field.get()), kMostSteps));
  }
  return family;
}

/// A data set with every field that the family needs.
DataDescription synthetic_description(const Family& family, int64_t channels) {
  DataDescription data{.class_names = {"a", "b"}};
  for (const std::string& name : family.data.fields) {
    if (holds_images(name)) {
      data.fields.push_back({.name = name, .shape = {16, 16, channels}, .type = "uint8"});
    } else {
      data.fields.push_back({.name = name, .type = "int64"});
    }
  }
  return data;
}

/// A batch as stored, of every field that the description has.
Batch synthetic_batch(const DataDescription& data, int64_t count) {
  std::vector<std::pair<std::string, at::Tensor>> fields;
  for (const FieldDescription& field : data.fields) {
    std::vector<int64_t> shape = field.shape;
    shape.insert(shape.begin(), count);
    const bool pixels = field.type == "uint8";
    fields.emplace_back(
        field.name,
        at::randint(pixels ? 256 : 2, shape, at::kLong).to(pixels ? at::kByte : at::kLong));
  }
  return Batch(std::move(fields));
}

bool generates_from_codes(const GenerativeModel& model) {
  return capability<Generates>(model) != nullptr && capability<Encodes>(model) != nullptr;
}

/// A family built over 1 or 3 channels, ready to train.
class FamilyContract : public testing::TestWithParam<std::tuple<size_t, int64_t>> {
 protected:
  FamilyContract()
      : family_(shortened(all_families()[std::get<0>(GetParam())])),
        data_(synthetic_description(family_, std::get<1>(GetParam()))),
        state_(family_, data_, /*seed=*/7, at::kCPU),
        communicator_(session_.communicator(at::kCPU)) {
    seed_generators(at::kCPU, 1);
    for (int64_t m = 0; m < kMicroBatches; ++m) {
      batches_.push_back(
          to_model_input(synthetic_batch(data_, kMicroBatchSize), family_.data.pixel_range));
    }
    shared_.lanes = make_lanes(state_.model(), shape_, at::kCPU);
    shared_.scratch.resize(kMicroBatches);
  }

  Learner make_learner(size_t index) {
    const Objective& objective = state_.objectives()[index];
    return Learner({objective, index, options_of(objective.name), shape_, shape_.steps},
                   state_.parameters(), *communicator_);
  }

  LearnerOptions options_of(const std::string& objective) const {
    for (const LearnerDefaults& defaults : family_.learners()) {
      if (defaults.objective == objective) return defaults.options;
    }
    ADD_FAILURE() << "no learner defaults for objective " << objective;
    return {};
  }

  GridSettings grid_settings() const {
    return {.device = at::kCPU, .range = family_.data.pixel_range, .count = 6};
  }

  std::map<std::string, at::Tensor> copy_of_weights() {
    std::map<std::string, at::Tensor> copies;
    for (const FlatNetwork& network : state_.parameters().networks()) {
      copies[network.name] = state_.parameters()
                                 .weights()
                                 .narrow(0, network.range.begin, network.range.count())
                                 .clone();
    }
    return copies;
  }

  Family family_;
  DataDescription data_;
  ModelState state_;
  MpiSession session_;
  std::unique_ptr<Communicator> communicator_;
  std::vector<Batch> batches_;
  Batch synthetic_batch_ = synthetic_batch(data_, kMicroBatchSize);  // as stored
  SharedTensors shared_{at::zeros({1}), at::zeros({1})};
  RunShape shape_{.seed = 7,
                  .steps = 10,
                  .batch_size = kMicroBatches * kMicroBatchSize,
                  .micro_batches = kMicroBatches,
                  .first_lane = 0,
                  .num_lanes = kMicroBatches};
};

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
    const auto before = copy_of_weights();
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
    const auto after = copy_of_weights();
    for (const auto& [name, weights] : before) {
      const bool trained = std::count(objective.trains.begin(), objective.trains.end(), name) > 0;
      EXPECT_EQ(!at::equal(weights, after.at(name)), trained) << objective.name << " " << name;
    }
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
    const auto weights = copy_of_weights();
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
    const auto before = copy_of_weights();
    const at::Tensor buffers = state_.parameters().buffers().clone();
    learner.update(batches_, {}, shared_);
    EXPECT_TRUE(at::equal(buffers, state_.parameters().buffers()));
    for (const auto& [name, weights] : copy_of_weights()) {
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

TEST_P(FamilyContract, GeneratesImagesOfTheDataFromTheSeed) {
  const EvaluationMode mode(state_.model());
  if (capability<Generates>(state_.model()) == nullptr) {
    EXPECT_THROW(generate_images(state_.model(), family_.data.pixel_range, at::kCPU, {}), Error);
    return;
  }
  const auto images = [&](uint64_t seed, int64_t count) {
    return generate_images(state_.model(), family_.data.pixel_range, at::kCPU,
                           {.count = count, .seed = seed});
  };
  const at::Tensor five = images(3, 5);
  EXPECT_EQ(five.sizes(), (std::vector<int64_t>{5, 16, 16, std::get<1>(GetParam())}));
  EXPECT_TRUE(at::equal(five, images(3, 70).narrow(0, 0, 5)));
  EXPECT_FALSE(at::equal(five, images(4, 5)));
}

TEST_P(FamilyContract, ReconstructionsStandBelowTheirOriginals) {
  if (capability<Reconstructs>(state_.model()) == nullptr) return;
  const EvaluationMode mode(state_.model());
  const Batch batch = synthetic_batch(data_, 6);
  GridContext context(state_.model(), batch, grid_settings());
  const at::Tensor rows = drawn_grid("reconstructions", context).images;
  ASSERT_EQ(rows.size(0), 12);
  EXPECT_TRUE(at::equal(rows.narrow(0, 0, 3), batch.field("images").narrow(0, 0, 3)));
  EXPECT_TRUE(at::equal(rows.narrow(0, 6, 3), batch.field("images").narrow(0, 3, 3)));
  const torch::NoGradGuard no_gradients;
  seed_generators(at::kCPU, mix_seed(Stream::kGeneration));
  const at::Tensor images = to_model_input(batch, family_.data.pixel_range).field("images");
  const at::Tensor expected = to_pixels(require<Reconstructs>(state_.model()).reconstruct(images),
                                        family_.data.pixel_range);
  EXPECT_TRUE(at::equal(rows.narrow(0, 3, 3), expected.narrow(0, 0, 3)));
  EXPECT_TRUE(at::equal(rows.narrow(0, 9, 3), expected.narrow(0, 3, 3)));
}

TEST_P(FamilyContract, TraversalsMoveOneLatentPerRow) {
  if (!generates_from_codes(state_.model())) return;
  const EvaluationMode mode(state_.model());
  GridContext context(state_.model(), synthetic_batch(data_, 1), grid_settings());
  const ImageRows rows = drawn_grid("traversals", context);
  EXPECT_EQ(rows.images.size(0) % rows.num_columns, 0);
  EXPECT_EQ(rows.images.size(3), std::get<1>(GetParam()));
  EXPECT_FALSE(at::equal(rows.images[0], rows.images[rows.num_columns - 1]));
}

TEST_P(FamilyContract, InterpolationsBeginAndEndAtTheirImages) {
  if (!generates_from_codes(state_.model())) return;
  const EvaluationMode mode(state_.model());
  const torch::NoGradGuard no_gradients;
  GridContext context(state_.model(), synthetic_batch_, grid_settings());
  const at::Tensor shown = drawn_grid("interpolations", context).images.to(at::kInt);
  const at::Tensor ends = context.pixels_of(context.codes()).to(at::kInt);
  EXPECT_FALSE(at::equal(shown[0], shown[8]));
  EXPECT_LE((shown[9] - ends[2]).abs().max().item<int>(), 1);
  EXPECT_LE((shown[17] - ends[3]).abs().max().item<int>(), 1);
}

TEST_P(FamilyContract, AConditionChangesOnlyItsPartOfALatent) {
  auto* conditional = capability<GeneratesOnCondition>(state_.model());
  if (conditional == nullptr) return;
  const EvaluationMode mode(state_.model());
  const torch::NoGradGuard no_gradients;
  seed_generators(at::kCPU, 3);
  const at::Tensor latents = require<Generates>(state_.model()).draw_latents(6);
  ASSERT_FALSE(conditional->conditions().empty());
  for (const Condition& condition : conditional->conditions()) {
    const bool continuous = condition.num_categories == 0;
    const auto with = [&](double value) {
      const auto type = continuous ? at::kFloat : at::kLong;
      return conditional->with_condition(latents, condition.name, at::full({6}, value, type));
    };
    const at::Tensor low = with(0.0), high = with(1.0);
    ASSERT_EQ(low.sizes(), latents.sizes());
    const at::Tensor told = conditional->condition_values(high, condition.name);
    EXPECT_TRUE(at::equal(told, at::ones({6}, continuous ? at::kFloat : at::kLong)));
    const at::Tensor drawn = conditional->condition_values(latents, condition.name);
    EXPECT_TRUE(at::equal(conditional->with_condition(latents, condition.name, drawn), latents));
    EXPECT_TRUE((low != high).any(1).all().item<bool>()) << condition.name;
    // What it does not hold is as it was drawn, and setting it again changes nothing more.
    const at::Tensor own = low != high;
    EXPECT_TRUE(at::equal(at::where(own, high, low), high)) << condition.name;
    EXPECT_LE((low != latents).sum().item<int64_t>(),
              6 * std::max<int64_t>(2, continuous ? 1 : condition.num_categories))
        << condition.name;
  }
}

TEST_P(FamilyContract, ClassesAndGroupsAreOneRowOfLogitsPerImage) {
  const EvaluationMode mode(state_.model());
  const torch::NoGradGuard no_gradients;
  if (auto* classifies = capability<Classifies>(state_.model())) {
    const at::Tensor& images = batches_[0].field("images");
    EXPECT_EQ(classifies->classify(images).sizes(), (std::vector<int64_t>{kMicroBatchSize, 2}));
    EXPECT_EQ(classifies->features(images).size(0), kMicroBatchSize);
    EXPECT_EQ(classifies->features(images).dim(), 2);
  }
  if (auto* clusters = capability<Clusters>(state_.model())) {
    const at::Tensor logits = clusters->cluster(batches_[0].field("images"));
    EXPECT_EQ(logits.size(0), kMicroBatchSize);
    EXPECT_GE(logits.size(1), 2);
  }
}

TEST_P(FamilyContract, TranslationsTakeAFieldToImagesLikeAnother) {
  auto* translates = capability<TranslatesImages>(state_.model());
  if (translates == nullptr) return;
  const EvaluationMode mode(state_.model());
  const torch::NoGradGuard no_gradients;
  ASSERT_FALSE(translates->translations().empty());
  for (const Translation& translation : translates->translations()) {
    const at::Tensor images =
        translates->translate(batches_[0].field(translation.input), translation.name);
    EXPECT_EQ(images.sizes(), batches_[0].field(translation.output).sizes()) << translation.name;
    EXPECT_LE(images.abs().max().item<float>(), 1.0F) << translation.name;
  }
}

TEST_P(FamilyContract, LikelihoodsAreFiniteOnePerImage) {
  auto* estimates = capability<EstimatesLikelihood>(state_.model());
  auto* partition = capability<EstimatesPartition>(state_.model());
  if (estimates == nullptr && partition == nullptr) return;
  const EvaluationMode mode(state_.model());
  const at::Tensor& images = batches_[0].field("images");
  const at::Tensor values = estimates != nullptr ? estimates->log_likelihood(images, 3)
                                                 : partition->unnormalized_log_likelihood(images);
  EXPECT_EQ(values.sizes(), (std::vector<int64_t>{kMicroBatchSize}));
  EXPECT_TRUE(values.isfinite().all().item<bool>());
  if (partition == nullptr) return;
  const at::Tensor log_weights = partition->partition_log_weights(images[0], 3);
  EXPECT_EQ(log_weights.sizes(), (std::vector<int64_t>{3}));
  EXPECT_TRUE(log_weights.isfinite().all().item<bool>());
}

TEST_P(FamilyContract, CodesAreOneRowPerImageAndDoNotDependOnThoseBeside) {
  auto* encodes = capability<Encodes>(state_.model());
  if (encodes == nullptr) return;
  const EvaluationMode mode(state_.model());
  const torch::NoGradGuard no_gradients;
  const at::Tensor& images = batches_[0].field("images");
  const at::Tensor codes = encodes->encode(images);
  ASSERT_EQ(codes.dim(), 2);
  EXPECT_EQ(codes.size(0), kMicroBatchSize);
  EXPECT_TRUE(at::equal(codes, encodes->encode(images))) << "the mean, not a draw";
  EXPECT_TRUE(
      at::allclose(codes.narrow(0, 1, 1), encodes->encode(images.narrow(0, 1, 1)), 1e-3, 1e-4));
}

TEST_P(FamilyContract, FiltersAreImagesOfItsChannels) {
  if (capability<ShowsFilters>(state_.model()) == nullptr) return;
  GridContext context(state_.model(), Batch(), grid_settings());
  const at::Tensor images = drawn_grid("filters", context).images;
  EXPECT_EQ(images.size(0), 6);
  EXPECT_EQ(images.size(3), std::get<1>(GetParam()));
  EXPECT_EQ(images.flatten(1).to(at::kFloat).sub(127.5).abs().amax(1).ge(126.0).sum().item<int>(),
            6);
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
