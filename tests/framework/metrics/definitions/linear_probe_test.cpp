// Labels told from codes of shades.
#include <gtest/gtest.h>

#include "framework/core/error.h"
#include "tests/support/shade_evaluation.h"

namespace tandem {
namespace {

/// A code that says all, or nothing.
class ShadeEncoder : public ModelOfShades, public Encodes {
 public:
  explicit ShadeEncoder(bool says_all) : says_all_(says_all) {}
  at::Tensor encode(const at::Tensor& images) override {
    const at::Tensor labels = ((images.mean({1, 2, 3}) + 1) * 127.5 / 60).floor();
    return at::one_hot(labels.to(at::kLong), 4).to(at::kFloat) * (says_all_ ? 1.0 : 0.0);
  }

 private:
  bool says_all_;
};

using LinearProbeMetric = ShadeEvaluation;

TEST_F(LinearProbeMetric, IsZeroOfCodesThatTellAndChanceOfThoseThatDoNot) {
  ShadeEncoder telling(true), silent(false);
  const NamedValues values = values_of("linear_probe", telling);
  EXPECT_EQ(value_named(values, "test/probe_error_10"), 0.0);
  EXPECT_EQ(value_named(values, "test/probe_error_all"), 0.0);
  EXPECT_EQ(values.size(), 4U);  // two errors of 36 rows of train, and how sure they are
  EXPECT_NEAR(value_named(values_of("linear_probe", silent), "test/probe_error_all"), 0.75, 1e-12);
}

TEST_F(LinearProbeMetric, RefusesLabelsOfNoClass) {
  ShadeEncoder telling(true);
  for (const int64_t added : {-1, 1}) {
    take_shades({.added_label = added});
    data_.reset();
    EXPECT_THROW(values_of("linear_probe", telling), DataError) << added;
    std::filesystem::remove(directory_ / "others.h5");
  }
}

TEST_F(LinearProbeMetric, NeedsCodes) {
  ShadeGenerator generator(1);
  EXPECT_TRUE(values_of("linear_probe", generator).empty());
}

}  // namespace
}  // namespace tandem
