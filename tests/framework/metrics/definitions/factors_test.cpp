// Scores of codes that are the factors of the data.
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cstring>

#include "tests/support/shade_evaluation.h"

namespace tandem {
namespace {

/// /test: all images whose two halves have shades of 0 … 4 and 0 … 5, and a factor that never
/// changes. Values of factors are times `scale` less 2.
void write_halves(const std::filesystem::path& path, int64_t scale = 1) {
  DataSetWriter writer({.path = path}, {.generator = "test"},
                       {{.name = "images", .shape = {4, 4, 1}, .type = "uint8"},
                        {.name = "latents/classes", .shape = {3}, .type = "int64"}});
  const auto scaled = [scale](int64_t value) { return value * scale - 2; };
  writer.begin_group("test", 300);
  for (int64_t row = 0; row < 300; ++row) {
    const auto memory = writer.next_row();
    std::array<int64_t, 3> factors = {row % 5, 0, row / 5 % 6};
    std::memset(memory[0], static_cast<int>(factors[0] * 40), 8);
    std::memset(memory[0] + 8, static_cast<int>(factors[2] * 40), 8);
    if (scale > 1) std::ranges::transform(factors, factors.begin(), scaled);
    std::memcpy(memory[1], factors.data(), sizeof(factors));
  }
  writer.finish();
}

/// The means of the two halves, apart or mixed.
class HalfEncoder : public ModelOfShades, public Encodes {
 public:
  explicit HalfEncoder(bool mixes) : mixes_(mixes) {}
  at::Tensor encode(const at::Tensor& images) override {
    const at::Tensor halves = images.flatten(1).unflatten(1, {2, 8}).mean(2);
    return mixes_ ? halves.sum(1, /*keepdim=*/true).repeat({1, 2}) : halves;
  }

 private:
  bool mixes_;
};

class FactorsMetric : public ShadeEvaluation {
 protected:
  FactorsMetric() {
    write_halves(directory_ / "halves.h5");
    locations_ = {{"", directory_ / "halves.h5"}};
  }
};

TEST_F(FactorsMetric, AreOneOfCodesThatAreTheFactors) {
  HalfEncoder apart(false);
  const auto records = records_of("factors", apart, plan());
  const NamedValues values = values_of(records);
  for (const char* name : {"mig", "sap", "information_disentanglement", "information_completeness",
                           "betavae_score", "factorvae_score"}) {
    EXPECT_NEAR(value_named(values, std::string("test/") + name), 1.0, 0.01) << name;
  }
  EXPECT_NEAR(*records[0].values[0].ceiling, 1.0, 1e-9);
  EXPECT_EQ(records[0].series[0].values.size(), 4U);  // the constant factor is left out
}

TEST_F(FactorsMetric, AreZeroOfCodesThatSayTheSameTwice) {
  HalfEncoder mixed(true);
  const NamedValues values = values_of("factors", mixed);
  EXPECT_NEAR(value_named(values, "test/mig"), 0.0, 1e-9);
  EXPECT_NEAR(value_named(values, "test/sap"), 0.0, 1e-9);
  EXPECT_LT(value_named(values, "test/factorvae_score"), 0.8);
}

/// Values without bounds would be counted in tables as long as they are large.
TEST_F(FactorsMetric, DoNotDependOnWhatValuesAreCalled) {
  HalfEncoder apart(false);
  const NamedValues plain = values_of("factors", apart);
  write_halves(directory_ / "large.h5", /*scale=*/1'000'000'000'000);
  locations_ = {{"", directory_ / "large.h5"}};
  data_.reset();
  EXPECT_EQ(values_of("factors", apart), plain);
}

TEST_F(FactorsMetric, NeedRowsOfWholeNumbers) {
  DataSetWriter writer({.path = directory_ / "single.h5"}, {.generator = "test"},
                       {{.name = "images", .shape = {4, 4, 1}, .type = "uint8"},
                        {.name = "latents/classes", .shape = {}, .type = "int64"}});
  writer.begin_group("test", 20);
  for (int64_t row = 0; row < 20; ++row) {
    const auto memory = writer.next_row();
    std::memset(memory[0], static_cast<int>(row), 16);
    std::memcpy(memory[1], &row, sizeof(row));
  }
  writer.finish();
  locations_ = {{"", directory_ / "single.h5"}};
  HalfEncoder apart(false);
  EXPECT_TRUE(values_of("factors", apart).empty());
}

TEST_F(FactorsMetric, NeedFactors) {
  locations_ = {{"", directory_ / "shades.h5"}};
  HalfEncoder apart(false);
  EXPECT_TRUE(values_of("factors", apart).empty());
}

}  // namespace
}  // namespace tandem
