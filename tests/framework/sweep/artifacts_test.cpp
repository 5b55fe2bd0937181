#include "framework/sweep/artifacts.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "framework/core/error.h"
#include "framework/core/files.h"
#include "tests/support/temporary_directory.h"

namespace tandem {
namespace {

using ::testing::ElementsAre;
using ::testing::MatchesRegex;
using ::testing::SizeIs;

TEST(Artifacts, AreCopiedAndNamedByTheirContent) {
  const TemporaryDirectory directory;
  write_file_synced(directory / "grid.png", "pixels");
  const auto record = store_artifact(directory.path(), 3, directory / "grid.png", "seed-1.png");
  EXPECT_EQ(record["trial_id"], 3);
  const auto& attribute = record["system_attr"];
  ASSERT_THAT(attribute, SizeIs(1));
  const auto artifact = nlohmann::json::parse(attribute.begin().value().get<std::string>());
  const auto id = artifact["artifact_id"].get<std::string>();
  EXPECT_THAT(id, MatchesRegex("[0-9a-f]+-[0-9a-f]+-8[0-9a-f]+-[89ab][0-9a-f]+-[0-9a-f]+"));
  EXPECT_THAT(id, SizeIs(36));
  EXPECT_EQ(attribute.begin().key(), "artifacts:" + id);
  EXPECT_EQ(artifact["filename"], "seed-1.png");
  EXPECT_EQ(artifact["mimetype"], "image/png");
  EXPECT_TRUE(artifact["encoding"].is_null());
  EXPECT_EQ(read_file(directory / "artifacts" / id), "pixels");
  EXPECT_EQ(store_artifact(directory.path(), 3, directory / "grid.png", "seed-1.png"), record);
  EXPECT_NE(
      store_artifact(directory.path(), 4, directory / "grid.png", "seed-1.png")["system_attr"],
      attribute);
  EXPECT_THAT(names_in(directory / "artifacts"), SizeIs(2));
}

TEST(Artifacts, ThatAreMissingAreErrors) {
  const TemporaryDirectory directory;
  EXPECT_THROW(store_artifact(directory.path(), 0, directory / "grid.png", "seed-1.png"),
               FileError);
  write_file_synced(directory / "grid.png", "pixels");
  write_file_synced(directory / "artifacts", "in the way");
  EXPECT_THROW(store_artifact(directory.path(), 0, directory / "grid.png", "seed-1.png"),
               FileError);
}

TEST(Artifacts, NotesAreCutBetweenCharacters) {
  std::string note;
  for (int i = 0; i < 1500; ++i) note += "β";
  const auto records = dashboard_records("valid/fid", note);
  ASSERT_THAT(records, SizeIs(4));
  EXPECT_EQ(records[0]["system_attr"]["study:metric_names"], nlohmann::json({"valid/fid"}));
  EXPECT_EQ(records[1]["system_attr"]["dashboard:note_ver"], 1);
  const auto first = records[2]["system_attr"]["dashboard:note_str:0"].get<std::string>();
  EXPECT_THAT(first, SizeIs(2044));
  EXPECT_EQ(first + records[3]["system_attr"]["dashboard:note_str:1"].get<std::string>(), note);
}

}  // namespace
}  // namespace tandem
