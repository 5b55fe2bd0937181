// Networks of named weights, files of these and the digest of what they hold: what does not fit is
// listed.
#include "framework/metrics/weighted_network.h"

#include <ATen/ATen.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <system_error>

#include "framework/core/digest.h"
#include "framework/core/error.h"
#include "framework/core/files.h"
#include "tests/support/error_message.h"
#include "tests/support/temporary_directory.h"

namespace tandem {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

/// Weighs two pixels for three classes.
WeightedNetwork two_pixels() {
  return {.name = "two",
          .accepted_images = "1x2 grey images",
          .accepts =
              [](const ImageShape& shape) {
                return same_shape(shape, {1, 2, 1});
              },
          .smallest = {1, 2, 1},
          .class_names = {"a", "b", "c"},
          .see = [](const NamedLayers& layers, const at::Tensor& pixels) -> SeenBatch {
            const at::Tensor rows = pixels.flatten(1).to(at::kFloat);
            return {rows, layers.transform(rows, "last", 3)};
          }};
}

std::unique_ptr<FeatureNetwork> opened(const NamedTensors& tensors) {
  return with_weights_of({.path = "w.safetensors", .tensors = tensors, .metadata = {}},
                         two_pixels(), at::kCPU);
}

TEST(WeightedNetwork, IsItsFunctionOfTheWeights) {
  const NamedTensors tensors = {
      {"last.bias", at::tensor({0.5F, 0.0F, 0.0F})},
      {"last.weight", at::tensor({1.F, 0.F, 0.F, 1.F, 1.F, 1.F}).view({3, 2})}};
  const auto network = opened(tensors);
  EXPECT_EQ(network->name(), "two");
  EXPECT_EQ(network->identity(), "two " + digest_of_tensors(tensors));
  EXPECT_EQ(network->num_features(), 2);
  EXPECT_EQ(network->num_classes(), 3);
  EXPECT_TRUE(network->accepts({1, 2, 1}));
  EXPECT_FALSE(network->accepts({2, 1, 1}));
  const SeenBatch seen = network->see(at::tensor({3, 4}, at::kByte).view({1, 1, 2, 1}));
  EXPECT_TRUE(at::equal(seen.logits, at::tensor({3.5F, 4.0F, 7.0F}).view({1, 3})));
}

TEST(WeightedNetwork, EveryTensorThatDoesNotFitIsListed) {
  EXPECT_THAT(message_of<CheckpointError>([&] {
                (void)opened({{"last.weight", at::ones({3, 5})}, {"more", at::ones({1})}});
              }),
              AllOf(HasSubstr("w.safetensors: the weights are not those of two"),
                    HasSubstr("'last.bias' is missing"),
                    HasSubstr("'last.weight' is Float[3, 5], not Float[3, 2]"),
                    HasSubstr("'more' (Float[1]) is surplus")));
  EXPECT_THAT(
      message_of<CheckpointError>([&] {
        (void)opened(
            {{"last.weight", at::ones({3, 2}, at::kDouble)}, {"last.bias", at::ones({3})}});
      }),
      AllOf(HasSubstr("'last.weight' is Double[3, 2], not Float[3, 2]"), Not(HasSubstr("bias"))));
}

TEST(WeightedNetwork, ValuesMayHaveTheNameOfTheMeasureAlone) {
  WeightedNetwork network = two_pixels();
  network.names_values = false;
  const auto draw = [](const std::string&, at::IntArrayRef shape) { return at::ones(shape); };
  const auto drawn = with_drawn_weights(network, draw, "ones", at::kCPU);
  EXPECT_EQ(drawn->name(), "");
  EXPECT_EQ(drawn->identity(), "ones");
}

TEST(WeightsFile, HoldsTensorsAndWhatIsSaidOfThem) {
  const TemporaryDirectory directory;
  const auto path = directory / "a.safetensors";
  const NamedTensors tensors = {{"a", at::ones({2, 3})}};
  write_file_synced(path, to_safetensors(tensors, {{"source", "here"}}));
  const WeightsFile file = read_weights_file(path);
  EXPECT_TRUE(at::equal(file.tensors.at("a"), tensors.at("a")));
  EXPECT_EQ(file.metadata.at("source"), "here");
  EXPECT_THAT(message_of<ConfigError>([&] { (void)read_weights_file(directory / "b"); }),
              HasSubstr("there is no such file of weights"));
}

TEST(WeightsFile, SaysWhyAFileCannotBeLookedAt) {
  const TemporaryDirectory directory;
  std::filesystem::create_symlink("loop", directory / "loop");
  const auto said_of = [&](const std::string& name) {
    return message_of<ConfigError>([&] { (void)read_weights_file(directory / name); });
  };
  const auto reason = [](std::errc code) { return std::make_error_code(code).message(); };
  EXPECT_THAT(said_of("loop"), HasSubstr(reason(std::errc::too_many_symbolic_link_levels)));
  EXPECT_THAT(said_of(std::string(300, 'a')), HasSubstr(reason(std::errc::filename_too_long)));
}

TEST(WeightsFile, DigestIsOfNamesShapesAndValues) {
  const std::string values("\0\0\x80\x3f\0\0\0\x40", 8);  // 1 and 2
  const NamedTensors tensors = {{"a", at::tensor({1.0F, 2.0F}).view({1, 2})},
                                {"b.c", at::tensor({2.0F})}};
  EXPECT_EQ(digest_of_tensors(tensors),
            digest_of("a 1x2\n" + values + "b.c 1\n" + values.substr(4)));
}

}  // namespace
}  // namespace tandem
