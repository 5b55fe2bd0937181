// What a model restores: its errors on corrupted and on clean input, and its grid.
#include "framework/metrics/denoising_quality.h"

#include <gtest/gtest.h>

#include "framework/distributed/local_communicator.h"
#include "framework/metrics/model_evaluation.h"
#include "framework/showing/generation.h"
#include "tests/support/shaded_images.h"
#include "tests/support/temporary_directory.h"

namespace tandem {
namespace {

/// Corruption darkens images by 0.2; what is restored is 0.4 brighter than the input.
class Brightener : public ModelOfShades, public Reconstructs, public Corrupts {
 public:
  explicit Brightener(bool corrupts) : corrupts_(corrupts) {}
  bool corrupts() const override { return corrupts_; }
  at::Tensor corrupt(const at::Tensor& images) override { return images - 0.2; }
  at::Tensor reconstruct(const at::Tensor& images) override { return images + 0.4; }

 private:
  bool corrupts_;
};

TEST(DenoisingQuality, IsMeasuredOnCorruptedAndOnCleanInput) {
  const TemporaryDirectory directory;
  write_shades(directory / "shades.h5", 40);
  const DataSources data({{"", directory / "shades.h5"}});
  LocalCommunicator alone;
  const EvaluationPlan plan{.settings = {.seed = 1, .chunk_size = 16}};
  Brightener restores(true);
  const NamedValues values = evaluate_model({restores, data, {}}, plan, alone);
  ASSERT_EQ(values.size(), 2U);
  EXPECT_NEAR(value_named(values, "test/corrupted_input_mse"), 0.04, 1e-6);
  EXPECT_NEAR(value_named(values, "test/clean_input_mse"), 0.16, 1e-6);
  Brightener plain(false);
  EXPECT_TRUE(evaluate_model({plain, data, {}}, plan, alone).empty());
}

TEST(DenoisingQuality, TheGridShowsCopiesResultsAndOriginals) {
  const Batch batch({{"images", at::full({4, 4, 4, 1}, 100, at::kByte)}});
  const auto shades = [&](bool corrupts) {
    Brightener model(corrupts);
    return reconstruct_images(model, PixelRange::kUnit, batch, /*num_columns=*/2)
        .flatten(1)
        .select(1, 0)
        .to(at::kLong);
  };
  EXPECT_TRUE(at::equal(shades(true), at::tensor({49, 49, 151, 151, 100, 100,  //
                                                  49, 49, 151, 151, 100, 100})));
  EXPECT_TRUE(at::equal(shades(false), at::tensor({100, 100, 202, 202, 100, 100, 202, 202})));
}

}  // namespace
}  // namespace tandem
