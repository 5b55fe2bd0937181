#include "framework/checkpoint/checkpoint_store.h"

#include <ATen/ATen.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "framework/core/error.h"
#include "framework/core/files.h"
#include "framework/runs/checkpoint_directory.h"
#include "tests/support/damage.h"
#include "tests/support/error_message.h"
#include "tests/support/file_size_limit.h"
#include "tests/support/standard_error.h"
#include "tests/support/temporary_directory.h"

namespace tandem {
namespace {

namespace fs = std::filesystem;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::UnorderedElementsAre;
using testing_support::standard_error_of;

CheckpointContents contents_of(int64_t step) {
  const auto value = static_cast<double>(step);
  return {.tensors = {{"networks", {{"generator.weight", at::full({8, 16}, value)}}},
                      {"training", {{"generator.momentum", at::full({128}, value / 3)}}},
                      {"lane-0", {{"pool", at::full({2, 4}, step, at::kLong)}}}},
          .state = {{"step", step}, {"phase", "all"}}};
}

class CheckpointStoreTest : public testing::Test {
 protected:
  void save(int64_t step) { store_.save(sealed_checkpoint(step, contents_of(step))); }

  void expect_sound(int64_t step) {
    const CheckpointContents contents = store_.load(step);
    const CheckpointContents expected = contents_of(step);
    EXPECT_EQ(contents.state, expected.state);
    ASSERT_EQ(contents.tensors.size(), expected.tensors.size());
    for (const auto& [file, tensors] : expected.tensors) {
      for (const auto& [name, tensor] : tensors) {
        EXPECT_TRUE(at::equal(contents.tensors.at(file).at(name), tensor)) << file << " " << name;
      }
    }
  }

  TemporaryDirectory directory_;
  CheckpointStore store_{directory_ / "checkpoints", 2};
};

TEST_F(CheckpointStoreTest, LoadsWhatItSaved) {
  EXPECT_EQ(store_.latest(), std::nullopt);
  save(1000);
  EXPECT_EQ(store_.latest(), 1000);
  expect_sound(1000);
  EXPECT_EQ(store_.directory_of(1000).filename(), "step-00001000");
}

TEST_F(CheckpointStoreTest, SavingTheSameTwiceGivesTheSameBytes) {
  save(1);
  std::map<std::string, std::string> first;
  for (const auto& entry : fs::directory_iterator(store_.directory_of(1))) {
    first[entry.path().filename()] = read_file(entry.path());
  }
  ASSERT_EQ(first.size(), 5u);
  save(1);
  for (const auto& [name, bytes] : first) {
    EXPECT_EQ(read_file(store_.directory_of(1) / name), bytes) << name;
  }
}

TEST_F(CheckpointStoreTest, WhatIsSealedDoesNotFollowItsTensors) {
  const CheckpointContents contents = contents_of(1);
  const SealedCheckpoint sealed = sealed_checkpoint(1, contents);
  contents.tensors.at("networks").at("generator.weight").fill_(7);
  store_.save(sealed);
  expect_sound(1);
  EXPECT_EQ(to_json(sealed.manifest), read_file(store_.directory_of(1) / kManifestName));
}

TEST_F(CheckpointStoreTest, VerifiesNothingAgainThatItVerified) {
  for (int64_t step : {1, 2}) save(step);
  CheckpointStore next(directory_ / "checkpoints", 2);
  EXPECT_EQ(next.load(2).state.at("step"), 2);
  for (int64_t step : {1, 2}) flip_bit(store_.directory_of(step) / "state.json", 3, 3);
  const std::string log = standard_error_of([&] {
    next.save(sealed_checkpoint(3, contents_of(3)));
    next.save(sealed_checkpoint(4, contents_of(4)));
  });
  // It knew 2 to be sound; 1, which it never read, it found damaged.
  EXPECT_THAT(names_in(directory_ / "checkpoints"),
              UnorderedElementsAre("damaged-step-00000001", "step-00000003", "step-00000004"));
  EXPECT_THAT(log, HasSubstr("damaged-step-00000001"));
}

TEST_F(CheckpointStoreTest, WhoeverLosesTheRunSavesNothing) {
  bool is_owner = true;
  CheckpointStore owned(directory_ / "checkpoints", 2, [&] {
    // All of it is written and verified by then, and nobody sees it yet.
    for (const std::string& name : names_in(directory_ / "checkpoints")) {
      if (!name.starts_with(".tmp-")) continue;
      EXPECT_TRUE(fs::exists(directory_ / "checkpoints" / name / kManifestName));
    }
    if (!is_owner) throw FileError({.what = "another job has the run"});
  });
  owned.save(sealed_checkpoint(1, contents_of(1)));
  EXPECT_NO_THROW(owned.check_owner());
  is_owner = false;
  EXPECT_THROW(owned.check_owner(), FileError);
  EXPECT_THROW(owned.save(sealed_checkpoint(2, contents_of(2))), FileError);
  EXPECT_THAT(names_in(directory_ / "checkpoints"), ElementsAre("step-00000001"));
}

TEST_F(CheckpointStoreTest, WhatIsRemovedByTheJobThatHasTheRunNowIsNoErrorOfTheFileSystem) {
  bool is_owner = true;
  CheckpointStore owned(directory_ / "checkpoints", 2, [&] {
    if (!is_owner) throw ConfigError({.what = "another job has the run"});
    is_owner = false;
    // As the first save of the other job does, once this one has seen that the run is its own.
    remove_stale(directory_ / "checkpoints");
  });
  EXPECT_THAT(message_of<ConfigError>([&] { owned.save(sealed_checkpoint(1, contents_of(1))); }),
              HasSubstr("another job has the run"));
  EXPECT_TRUE(names_in(directory_ / "checkpoints").empty());
}

TEST_F(CheckpointStoreTest, KeepsTheNewest) {
  for (int64_t step : {1, 2, 3}) save(step);
  EXPECT_FALSE(fs::exists(store_.directory_of(1)));
  expect_sound(2);
  expect_sound(3);
  EXPECT_THROW(CheckpointStore(directory_.path(), 0), ConfigError);
}

TEST_F(CheckpointStoreTest, TheBestStaysBesideTheNewest) {
  for (int64_t step = 1; step <= 5; ++step) {
    CheckpointContents contents = contents_of(step);
    contents.best = BestCheckpoint{step < 2 ? step : 2, "test/fit/loss", 0.25};
    store_.save(sealed_checkpoint(step, contents));
  }
  EXPECT_EQ(steps_in(directory_ / "checkpoints"), (std::vector<int64_t>{2, 4, 5}));
  const std::optional<BestCheckpoint> best = store_.load(5).best;
  ASSERT_TRUE(best.has_value());
  EXPECT_EQ(best->step, 2);
  EXPECT_EQ(best->metric, "test/fit/loss");
  EXPECT_EQ(best->value, 0.25);
  expect_sound(2);
  // A better one takes its place.
  CheckpointContents better = contents_of(6);
  better.best = BestCheckpoint{6, "test/fit/loss", 0.125};
  store_.save(sealed_checkpoint(6, better));
  EXPECT_EQ(steps_in(directory_ / "checkpoints"), (std::vector<int64_t>{5, 6}));
  fs::remove_all(store_.directory_of(2));
  const std::optional<BestCheckpoint> lost = store_.load(5).best;
  EXPECT_TRUE(lost.has_value()) << "as the checkpoint says";
  EXPECT_FALSE(store_.checked_best(lost).has_value()) << "it is sought anew";
  EXPECT_EQ(store_.checked_best(store_.load(6).best)->step, 6);
  EXPECT_FALSE(store_.checked_best(std::nullopt).has_value());
}

TEST_F(CheckpointStoreTest, EveryFlippedBitIsPassedOverAndRefused) {
  save(1);
  save(2);
  const auto flip_each = [&] {
    for (const auto& entry : fs::directory_iterator(store_.directory_of(2))) {
      const auto num_bytes = static_cast<int64_t>(entry.file_size());
      for (int64_t position = 0; position < num_bytes; position += 1 + num_bytes / 60) {
        flip_bit(entry.path(), position, static_cast<int>(position % 8));
        EXPECT_EQ(store_.latest(), 1) << entry.path() << " byte " << position;
        EXPECT_THROW(store_.load(2), CheckpointError) << entry.path() << " byte " << position;
        flip_bit(entry.path(), position, static_cast<int>(position % 8));
      }
    }
  };
  EXPECT_THAT(standard_error_of(flip_each), HasSubstr("using step-00000001"));
  expect_sound(2);
}

TEST_F(CheckpointStoreTest, EveryTruncationIsPassedOver) {
  save(1);
  save(2);
  const auto truncate_each = [&] {
    for (const auto& entry : fs::directory_iterator(store_.directory_of(2))) {
      const std::string bytes = read_file(entry.path());
      for (size_t sixteenth = 0; sixteenth < 16; ++sixteenth) {
        fs::resize_file(entry.path(), bytes.size() * sixteenth / 16);
        EXPECT_EQ(store_.latest(), 1) << entry.path() << " " << sixteenth << "/16";
      }
      write_file_synced(entry.path(), bytes);
    }
  };
  EXPECT_THAT(standard_error_of(truncate_each), HasSubstr("step-00000002 is incomplete"));
  expect_sound(2);
}

TEST_F(CheckpointStoreTest, FullDiskLeavesTheEarlierOnes) {
  save(1);
  {
    const FileSizeLimit limit(400);
    EXPECT_THAT(message_of<FileError>([&] { save(2); }), HasSubstr("bytes free"));
  }
  EXPECT_EQ(store_.latest(), 1);
  expect_sound(1);
  save(2);
  expect_sound(2);
}

TEST_F(CheckpointStoreTest, AStepThatIsNotThereIsAnsweredWithThoseThatAre) {
  save(1);
  save(20);
  EXPECT_THAT(message_of<CheckpointError>([&] { store_.load(2); }),
              AllOf(HasSubstr("does not exist"), HasSubstr("one of step 1, 20")));
}

}  // namespace
}  // namespace tandem
