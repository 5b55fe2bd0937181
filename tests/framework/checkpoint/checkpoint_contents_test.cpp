#include "framework/checkpoint/checkpoint_contents.h"

#include <ATen/ATen.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "framework/core/error.h"
#include "tests/support/error_message.h"

namespace tandem {
namespace {

CheckpointContents example() {
  return {.tensors = {{"networks", {{"weight", at::arange(6, at::kFloat).view({2, 3})}}},
                      {"lane-0", {{"pool", at::empty({0, 4}, at::kByte)}}}},
          .state = {{"step", 3}, {"loss", 0.1}},
          .best = BestCheckpoint{2, "test/fid", 0.3}};
}

TEST(CheckpointContentsTest, AreThoseOfTheirFiles) {
  const SealedCheckpoint sealed = sealed_checkpoint(3, example());
  EXPECT_EQ(sealed.best_step, 2);
  const CheckpointContents contents = contents_of_files(sealed.files, "somewhere");
  EXPECT_EQ(contents.state, example().state);
  ASSERT_TRUE(contents.best.has_value());
  EXPECT_EQ(contents.best->value, 0.3);
  EXPECT_TRUE(at::equal(contents.tensors.at("networks").at("weight"),
                        example().tensors.at("networks").at("weight")));
  EXPECT_EQ(contents.tensors.at("lane-0").at("pool").sizes(), (at::IntArrayRef{0, 4}));
  EXPECT_EQ(sealed_checkpoint(3, contents).files, sealed.files);
}

TEST(CheckpointContentsTest, RefusesWhatIsNone) {
  auto files = sealed_checkpoint(3, example()).files;
  files["networks.safetensors"].resize(100);
  EXPECT_THAT(message_of<CheckpointError>([&] { contents_of_files(files, "place"); }),
              testing::HasSubstr("place/networks.safetensors"));
  files.erase("state.json");
  EXPECT_THAT(message_of<CheckpointError>([&] { contents_of_files(files, "place"); }),
              testing::HasSubstr("place/state.json"));
}

}  // namespace
}  // namespace tandem
