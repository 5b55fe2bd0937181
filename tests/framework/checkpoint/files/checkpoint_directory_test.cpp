#include "framework/checkpoint/files/checkpoint_directory.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "framework/checkpoint/files/checkpoint_writer.h"
#include "framework/core/error.h"
#include "framework/core/files.h"
#include "tests/support/damage.h"
#include "tests/support/temporary_directory.h"

namespace tandem {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class CheckpointDirectoryTest : public testing::Test {
 protected:
  void save(int64_t step) const {
    CheckpointWriter writer(directory_.path(), step);
    writer.add("networks.safetensors", std::string(1000, 'n'));
    writer.commit();
  }

  std::filesystem::path networks_of(int64_t step) const {
    return directory_.path() / step_name(step) / "networks.safetensors";
  }

  /// The latest step and what the log said meanwhile.
  std::pair<std::optional<int64_t>, std::string> latest_and_log() const {
    testing::internal::CaptureStderr();
    const auto latest = latest_checkpoint(directory_.path());
    return {latest, testing::internal::GetCapturedStderr()};
  }

  TemporaryDirectory directory_;
};

TEST_F(CheckpointDirectoryTest, NamesAndStepsBelongTogether) {
  EXPECT_EQ(step_name(1000), "step-00001000");
  EXPECT_EQ(step_name(123456789012), "step-123456789012");
  EXPECT_EQ(step_of_name("step-00001000"), 1000);
  EXPECT_EQ(step_of_name("step-123456789012"), 123456789012);
  for (const char* name : {"step-1000", "step-000001000", "step-", "step--0001000", "step-0000100x",
                           "Step-00001000", ".tmp-step-00001000-7", "step-99999999999999999999"}) {
    EXPECT_EQ(step_of_name(name), std::nullopt) << name;
  }
}

TEST_F(CheckpointDirectoryTest, NothingThere) {
  EXPECT_THAT(steps_in(directory_ / "absent"), IsEmpty());
  EXPECT_EQ(latest_checkpoint(directory_ / "absent"), std::nullopt);
  EXPECT_EQ(latest_checkpoint(directory_.path()), std::nullopt);
  write_file_synced(directory_ / "file", "");
  EXPECT_THROW(steps_in(directory_ / "file"), FileError);
}

TEST_F(CheckpointDirectoryTest, NewestSoundOneIsUsedAndBrokenOnesAreNamed) {
  for (int64_t step : {1000, 2000, 3000}) save(step);
  EXPECT_EQ(latest_and_log(), std::make_pair(std::optional<int64_t>(3000), std::string()));
  std::filesystem::resize_file(networks_of(3000), 17);
  flip_bit(networks_of(2000), 500, 3);
  const auto [latest, log] = latest_and_log();
  EXPECT_EQ(latest, 1000);
  EXPECT_THAT(log, HasSubstr("checkpoint step-00003000 is incomplete: networks.safetensors has 17 "
                             "of 1000 bytes; using step-00001000"));
  EXPECT_THAT(log, HasSubstr("checkpoint step-00002000 is damaged: networks.safetensors"));
}

TEST_F(CheckpointDirectoryTest, OnlyBrokenOnes) {
  save(1000);
  std::filesystem::remove(directory_.path() / step_name(1000) / "manifest.json");
  const auto [latest, log] = latest_and_log();
  EXPECT_EQ(latest, std::nullopt);
  EXPECT_THAT(log, HasSubstr("manifest.json is missing; there is no older sound one"));
}

TEST_F(CheckpointDirectoryTest, RotationKeepsTheNewest) {
  for (int64_t step : {1, 2, 3, 4}) save(step);
  rotate_checkpoints(directory_.path(), 2);
  EXPECT_THAT(steps_in(directory_.path()), ElementsAre(3, 4));
  rotate_checkpoints(directory_.path(), 5);
  EXPECT_THAT(steps_in(directory_.path()), ElementsAre(3, 4));
}

TEST_F(CheckpointDirectoryTest, BrokenOnesDoNotCountAsKept) {
  for (int64_t step : {1, 2, 3, 4}) save(step);
  flip_bit(networks_of(4), 0, 0);
  flip_bit(networks_of(1), 0, 0);
  rotate_checkpoints(directory_.path(), 2);
  EXPECT_THAT(steps_in(directory_.path()), ElementsAre(2, 3, 4));
  EXPECT_EQ(latest_and_log().first, 3);
}

TEST_F(CheckpointDirectoryTest, RemovalAndLeftovers) {
  save(1);
  save(2);
  remove_checkpoint(directory_.path(), 2);
  EXPECT_THAT(steps_in(directory_.path()), ElementsAre(1));
  EXPECT_THROW(remove_checkpoint(directory_.path(), 2), FileError);
  const auto leftover = directory_ / ".tmp-step-00000003-12345";
  std::filesystem::create_directory(leftover);
  write_file_synced(leftover / "networks.safetensors", "half");
  EXPECT_EQ(latest_and_log().first, 1) << "no reader takes it for a checkpoint";
  remove_stale(directory_.path());
  EXPECT_FALSE(std::filesystem::exists(leftover));
  EXPECT_THAT(steps_in(directory_.path()), ElementsAre(1));
}

}  // namespace
}  // namespace tandem
