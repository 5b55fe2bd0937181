// Norms and their names.
#include "framework/nn/layers/normalization.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>
#include <torch/nn/modules/container/sequential.h>
#include <torch/utils.h>

namespace tandem {
namespace {

namespace nn = torch::nn;

TEST(Normalization, EachNormHasZeroMeanAndUnitVarianceOverItsOwnSet) {
  torch::manual_seed(1);
  const at::Tensor maps = at::randn({4, 3, 5, 6}) * 3 + 2;
  for (const auto& [norm, over] : {std::pair<Norm, std::vector<int64_t>>{Norm::kBatch, {0, 2, 3}},
                                   {Norm::kInstance, {2, 3}},
                                   {Norm::kPlainInstance, {2, 3}},
                                   {Norm::kLayer, {1, 2, 3}}}) {
    nn::Sequential layers;
    push_norm(*layers, norm, 3);
    const std::string name = name_of(kNorms, norm);
    const at::Tensor result = layers->forward(maps);
    const at::Tensor expected =
        (maps - maps.mean(over, true)) /
        (maps.var(over, /*unbiased=*/false, /*keepdim=*/true) + 1e-5).sqrt();
    EXPECT_TRUE(at::allclose(result, expected, 1e-4, 1e-5)) << name;
    EXPECT_EQ(layers->buffers().empty(), norm != Norm::kBatch) << name;
    EXPECT_EQ(layers->parameters().empty(), norm == Norm::kPlainInstance) << name;
  }
  nn::Sequential none;
  push_norm(*none, Norm::kNone, 3);
  EXPECT_TRUE(none->is_empty());
}

TEST(Normalization, InstanceNormsAreThoseWithAndWithoutWeights) {
  EXPECT_EQ(names_of(kInstanceNorms), (std::vector<std::string>{"instance", "plain_instance"}));
}

}  // namespace
}  // namespace tandem
