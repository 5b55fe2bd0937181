// Inception as feature network: when its values are called FID.
#include <ATen/ATen.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <torch/utils.h>

#include "framework/core/error.h"
#include "framework/core/files.h"
#include "framework/metrics/feature_network_kind.h"
#include "framework/metrics/weighted_network.h"
#include "framework/nn/networks/inception.h"
#include "tests/support/error_message.h"
#include "tests/support/temporary_directory.h"

namespace tandem {
namespace {

using testing::HasSubstr;

/// Weights of zeros, of its own last layer, and what a file says of them.
class InceptionFeaturesTest : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    const torch::NoGradGuard no_gradients;
    const NamedLayers layers([](const std::string& name, at::IntArrayRef shape) {
      return tensors_[name] = at::zeros(shape);
    });
    (void)inception(layers, at::zeros({1, 3, 1, 1}));
  }
  static void TearDownTestSuite() { tensors_.clear(); }

  std::unique_ptr<FeatureNetwork> opened(const std::map<std::string, std::string>& metadata) {
    const auto path = directory_ / "w.safetensors";
    write_file_synced(path, to_safetensors(tensors_, metadata));
    return open_feature_network("inception=" + path.string(), {});
  }

  static inline NamedTensors tensors_;
  const std::string published_ = "6726825d0af5f729cebd5821db510b11b1cfad8faad88a03f1befd49fb9129b2";
  TemporaryDirectory directory_;
};

TEST_F(InceptionFeaturesTest, OfOtherWeightsAreNotCalledFid) {
  const auto network = opened({{"source_sha256", "1" + published_.substr(1)},
                               {"tensors_xxh3", digest_of_tensors(tensors_)}});
  EXPECT_EQ(network->name(), "inception");
  EXPECT_EQ(network->identity(), "inception " + digest_of_tensors(tensors_));
  EXPECT_EQ(network->num_features(), 2048);
  EXPECT_EQ(network->num_classes(), 1008);
  EXPECT_TRUE(network->accepts({5, 7, 1}));
  EXPECT_FALSE(network->accepts({5, 7, 2}));
}

TEST_F(InceptionFeaturesTest, ConvertedFromThePublishedFileHaveNoOtherName) {
  EXPECT_EQ(opened({{"source_sha256", published_}, {"tensors_xxh3", digest_of_tensors(tensors_)}})
                ->name(),
            "");
}

TEST_F(InceptionFeaturesTest, ChangedAfterTheConversionAreRefused) {
  EXPECT_THAT(message_of<CheckpointError>([&] {
                (void)opened({{"source_sha256", published_}, {"tensors_xxh3", "0"}});
              }),
              HasSubstr("the weights are not those that the file says were converted"));
}

}  // namespace
}  // namespace tandem
