#include "framework/checkpoint/checkpoint_parts.h"

#include <ATen/ATen.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "framework/core/error.h"
#include "tests/support/error_message.h"

namespace tandem {
namespace {

CheckpointParts example() {
  return {.tensors = {{"networks", {{"weight", at::arange(6, at::kFloat).view({2, 3})}}},
                      {"lane-0", {{"pool", at::empty({0, 4}, at::kByte)}}}},
          .state = {{"step", 3}, {"loss", 0.1}},
          .best = BestCheckpoint{2, "test/fid", 0.3}};
}

TEST(CheckpointPartsTest, AreThoseOfTheirFiles) {
  const SealedCheckpoint sealed = sealed_checkpoint(3, example());
  EXPECT_EQ(sealed.best_step, 2);
  const CheckpointParts parts = parts_of_files(sealed.files, "somewhere");
  EXPECT_EQ(parts.state, example().state);
  ASSERT_TRUE(parts.best.has_value());
  EXPECT_EQ(parts.best->value, 0.3);
  EXPECT_TRUE(at::equal(parts.tensors.at("networks").at("weight"),
                        example().tensors.at("networks").at("weight")));
  EXPECT_EQ(parts.tensors.at("lane-0").at("pool").sizes(), (at::IntArrayRef{0, 4}));
  EXPECT_EQ(sealed_checkpoint(3, parts).files, sealed.files);
}

TEST(CheckpointPartsTest, RefusesWhatIsNone) {
  auto files = sealed_checkpoint(3, example()).files;
  files["networks.safetensors"].resize(100);
  EXPECT_THAT(message_of<CheckpointError>([&] { parts_of_files(files, "place"); }),
              testing::HasSubstr("place/networks.safetensors"));
  files.erase("state.json");
  EXPECT_THAT(message_of<CheckpointError>([&] { parts_of_files(files, "place"); }),
              testing::HasSubstr("place/state.json"));
}

}  // namespace
}  // namespace tandem
