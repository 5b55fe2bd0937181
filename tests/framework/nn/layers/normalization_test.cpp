// Norms by their names.
#include "framework/nn/layers/normalization.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>
#include <torch/nn/modules/container/sequential.h>
#include <torch/utils.h>

#include "framework/core/error.h"

namespace tandem {
namespace {

namespace nn = torch::nn;

TEST(Normalization, EachNormHasZeroMeanAndUnitVarianceOverItsOwnSet) {
  torch::manual_seed(1);
  const at::Tensor maps = at::randn({4, 3, 5, 6}) * 3 + 2;
  for (const auto& [name, over] : {std::pair<std::string, std::vector<int64_t>>{"batch", {0, 2, 3}},
                                   {"instance", {2, 3}},
                                   {"plain_instance", {2, 3}},
                                   {"layer", {1, 2, 3}}}) {
    nn::Sequential layers;
    push_norm(*layers, name, 3);
    const at::Tensor result = layers->forward(maps);
    const at::Tensor expected =
        (maps - maps.mean(over, true)) /
        (maps.var(over, /*unbiased=*/false, /*keepdim=*/true) + 1e-5).sqrt();
    EXPECT_TRUE(at::allclose(result, expected, 1e-4, 1e-5)) << name;
    EXPECT_EQ(layers->buffers().empty(), name != "batch") << name;
    EXPECT_EQ(layers->parameters().empty(), name == "plain_instance") << name;
  }
  nn::Sequential none;
  push_norm(*none, "none", 3);
  EXPECT_TRUE(none->is_empty());
  EXPECT_THROW(push_norm(*none, "weight", 3), Error);
}

}  // namespace
}  // namespace tandem
