// Every family of the table does what its capabilities promise.
#include "framework/model/capabilities.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>
#include <torch/utils.h>

#include <filesystem>
#include <string>

#include "framework/core/error.h"
#include "framework/core/files.h"
#include "framework/core/seed.h"
#include "framework/model/code_distribution.h"
#include "framework/model/evaluation_mode.h"
#include "framework/showing/generation.h"
#include "tests/contract/family_contract.h"
#include "tests/support/drawn_grid.h"

namespace tandem {
namespace {

bool generates_from_codes(const GenerativeModel& model) {
  return capability<Generates>(model) != nullptr && capability<Encodes>(model) != nullptr;
}

GridSettings settings_of(const Family& family) {
  return {.device = at::kCPU, .range = family.data.pixel_range, .count = 6};
}

/// Whether the page of the families has this one in the row of an ability.
bool is_said_to(const std::string& ability, const std::string& family) {
  const std::string page = read_file(std::filesystem::path(TANDEM_ROOT) / "experiments/README.md");
  const size_t row = page.find("\n| " + ability + " |");
  if (row == std::string::npos) throw Error(ExitCode::kInternal, {.what = "no row: " + ability});
  return page.substr(row + 1, page.find('\n', row + 1) - row).find("`" + family + "`") !=
         std::string::npos;
}

template <class... Capabilities>
void expect_as_said(const Family& family, const GenerativeModel& model) {
  const auto expect = [&](const char* ability, bool has) {
    EXPECT_EQ(is_said_to(ability, family.name), has) << ability;
  };
  (expect(Capabilities::kAbility, capability<Capabilities>(model) != nullptr), ...);
}

TEST_P(FamilyContract, ItsModelsCanDoWhatThePageOfTheFamiliesSays) {
  expect_as_said<Generates, GeneratesOnCondition, TranslatesImages, Reconstructs, Corrupts, Encodes,
                 EncodesDistribution, EstimatesLikelihood, EstimatesPartition, Classifies, Clusters,
                 ShowsFilters>(family_, state_.model());
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
  GridContext context(state_.model(), batch, settings_of(family_));
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
  GridContext context(state_.model(), synthetic_batch(data_, 1), settings_of(family_));
  const ImageRows rows = drawn_grid("traversals", context);
  EXPECT_EQ(rows.images.size(0) % rows.num_columns, 0);
  EXPECT_EQ(rows.images.size(3), std::get<1>(GetParam()));
  EXPECT_FALSE(at::equal(rows.images[0], rows.images[rows.num_columns - 1]));
}

TEST_P(FamilyContract, InterpolationsBeginAndEndAtTheirImages) {
  if (!generates_from_codes(state_.model())) return;
  const EvaluationMode mode(state_.model());
  const torch::NoGradGuard no_gradients;
  GridContext context(state_.model(), synthetic_batch_, settings_of(family_));
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

TEST_P(FamilyContract, DistributionsOfCodesHaveTheCodesAsMeans) {
  auto* encodes = capability<EncodesDistribution>(state_.model());
  if (encodes == nullptr) return;
  const EvaluationMode mode(state_.model());
  const torch::NoGradGuard no_gradients;
  const at::Tensor& images = batches_[0].field("images");
  const CodeDistribution codes = encodes->encode_distribution(images);
  EXPECT_TRUE(at::equal(codes.mean, require<Encodes>(state_.model()).encode(images)));
  EXPECT_EQ(codes.log_variance.sizes(), codes.mean.sizes());
  EXPECT_TRUE(codes.log_variance.isfinite().all().item<bool>());
}

TEST_P(FamilyContract, FiltersAreImagesOfItsChannels) {
  if (capability<ShowsFilters>(state_.model()) == nullptr) return;
  GridContext context(state_.model(), Batch(), settings_of(family_));
  const at::Tensor images = drawn_grid("filters", context).images;
  EXPECT_EQ(images.size(0), 6);
  EXPECT_EQ(images.size(3), std::get<1>(GetParam()));
  EXPECT_EQ(images.flatten(1).to(at::kFloat).sub(127.5).abs().amax(1).ge(126.0).sum().item<int>(),
            6);
}

}  // namespace
}  // namespace tandem
