#include "framework/runs/checkpoint_directory.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cerrno>

#include "framework/core/error.h"
#include "framework/core/files.h"
#include "framework/runs/checkpoint_writer.h"
#include "tests/support/damage.h"
#include "tests/support/error_message.h"
#include "tests/support/failing_files.h"
#include "tests/support/standard_error.h"
#include "tests/support/temporary_directory.h"

namespace tandem {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing_support::standard_error_of;

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
    std::optional<int64_t> latest;
    const std::string log =
        standard_error_of([&] { latest = latest_checkpoint(directory_.path()); });
    return {latest, log};
  }

  TemporaryDirectory directory_;
};

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

TEST_F(CheckpointDirectoryTest, WhoeverFindsOneMaySayLaterWhatWasPassedOver) {
  for (int64_t step : {1000, 2000}) save(step);
  std::filesystem::resize_file(networks_of(2000), 17);
  FoundCheckpoint found;
  EXPECT_EQ(standard_error_of([&] { found = find_checkpoint(directory_.path()); }), "");
  EXPECT_EQ(found.step, 1000);
  EXPECT_THAT(found.warnings, ElementsAre(HasSubstr("step-00002000 is incomplete")));
}

TEST_F(CheckpointDirectoryTest, OneIsBelievedToBeSoundByTheLengthsOfItsFiles) {
  EXPECT_EQ(believed_checkpoint(directory_ / "absent"), std::nullopt);
  for (int64_t step : {1000, 2000, 3000}) save(step);
  std::filesystem::resize_file(networks_of(3000), 17);
  flip_bit(networks_of(2000), 500, 3);
  EXPECT_EQ(believed_checkpoint(directory_.path()), 2000);
}

TEST_F(CheckpointDirectoryTest, WhereNoneIsSoundThatIsNoBeginning) {
  for (int64_t step : {1000, 2000}) save(step);
  std::filesystem::remove(directory_.path() / step_name(1000) / "manifest.json");
  flip_bit(networks_of(2000), 500, 3);
  EXPECT_THAT(message_of<CheckpointError>([this] { latest_checkpoint(directory_.path()); }),
              AllOf(HasSubstr("step-00001000 is incomplete: manifest.json is missing"),
                    HasSubstr("step-00002000 is damaged"), HasSubstr("sound copy")));
}

TEST_F(CheckpointDirectoryTest, AnErrorOfReadingIsNoDamage) {
  using Kind = CheckpointCondition::Kind;
  for (int64_t step : {1000, 2000}) save(step);
  flip_bit(networks_of(1000), 500, 3);
  EXPECT_EQ(checkpoint_condition(directory_.path(), 1000).kind, Kind::kDamaged);
  for (const char* call : {"open", "read"}) {
    for (const char* file : {"networks.safetensors", "manifest.json"}) {
      const FailingFiles failing(call, ESTALE, std::string("step-00002000/") + file);
      const CheckpointCondition condition = checkpoint_condition(directory_.path(), 2000);
      EXPECT_EQ(condition.kind, Kind::kUnreadable) << call << " " << file;
      EXPECT_THAT(condition.text, HasSubstr("Stale file handle"));
      EXPECT_THAT(message_of<FileError>([this] { latest_checkpoint(directory_.path()); }),
                  AllOf(HasSubstr("step-00002000 cannot be read"),
                        HasSubstr("step-00001000 is damaged"), HasSubstr("can be read")));
    }
  }
  EXPECT_EQ(checkpoint_condition(directory_.path(), 2000).kind, Kind::kSound);
  EXPECT_EQ(latest_and_log().first, 2000);
}

TEST_F(CheckpointDirectoryTest, RotationKeepsTheNewest) {
  for (int64_t step : {1, 2, 3, 4}) save(step);
  rotate_checkpoints(directory_.path(), 2);
  EXPECT_THAT(steps_in(directory_.path()), ElementsAre(3, 4));
  rotate_checkpoints(directory_.path(), 5);
  EXPECT_THAT(steps_in(directory_.path()), ElementsAre(3, 4));
}

TEST_F(CheckpointDirectoryTest, OnesThatAreNotSoundDoNotCountAsKeptAndStay) {
  for (int64_t step : {1, 2, 3, 4, 5, 6}) save(step);
  flip_bit(networks_of(6), 0, 0);
  flip_bit(networks_of(1), 0, 0);
  const FailingFiles failing("open", ESTALE, "step-00000003/networks");
  EXPECT_THAT(
      standard_error_of([&] { rotate_checkpoints(directory_.path(), 2); }),
      AllOf(HasSubstr("step-00000001 is damaged"), HasSubstr("damaged-step-00000001"),
            HasSubstr("step-00000003 cannot be read"), HasSubstr("unreadable-step-00000003")));
  EXPECT_THAT(steps_in(directory_.path()), ElementsAre(4, 5, 6));
  for (const char* kept : {"damaged-step-00000001", "unreadable-step-00000003"}) {
    EXPECT_TRUE(std::filesystem::exists(directory_ / kept / "networks.safetensors")) << kept;
  }
  EXPECT_FALSE(std::filesystem::exists(networks_of(2)));
}

TEST_F(CheckpointDirectoryTest, WhatCannotBeRemovedIsAWarning) {
  for (int64_t step : {1, 2, 3}) save(step);
  for (const char* call : {"rename", "unlink"}) {
    const auto remove = [&] {
      const FailingFiles failing(call, EBUSY, "removed-step-00000001");
      rotate_checkpoints(directory_.path(), 2);
      if (call == std::string("unlink")) remove_stale(directory_.path());
    };
    EXPECT_THAT(standard_error_of(remove), HasSubstr("Device or resource busy"));
  }
  EXPECT_THAT(steps_in(directory_.path()), ElementsAre(2, 3));
  remove_stale(directory_.path());
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(directory_.path()), {}), 2);
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

TEST_F(CheckpointDirectoryTest, AFileThatStaysIsNotCalledADirectory) {
  // Not even root may remove anything from /proc.
  EXPECT_THAT(message_of<FileError>([] { remove_tree("/proc/self/status"); }),
              HasSubstr("/proc/self/status: cannot be removed ("));
}

}  // namespace
}  // namespace tandem
