#include "framework/runs/checkpoint_manifest.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "framework/core/digest.h"
#include "framework/core/error.h"
#include "framework/core/files.h"
#include "tests/support/damage.h"
#include "tests/support/error_message.h"
#include "tests/support/temporary_directory.h"

namespace tandem {
namespace {

using ::testing::HasSubstr;

class ManifestTest : public testing::Test {
 protected:
  ManifestTest() {
    add("networks.safetensors", std::string(300, 'n'));
    add("state.json", "{}\n");
    write_file_synced(directory_ / kManifestName, to_json(manifest_));
  }

  void add(const std::string& name, const std::string& bytes) {
    manifest_.files[name] = {.num_bytes = bytes.size(), .digest = digest_of(bytes)};
    write_file_synced(directory_ / name, bytes);
  }

  std::string refusal(const std::string& text) {
    write_file_synced(directory_ / kManifestName, text);
    return message_of<CheckpointError>([this] { read_manifest(directory_.path()); });
  }

  TemporaryDirectory directory_;
  CheckpointManifest manifest_{.step = 12, .files = {}};
};

TEST_F(ManifestTest, ReadsWhatWasWritten) {
  const auto manifest = read_manifest(directory_.path());
  EXPECT_EQ(manifest.step, 12);
  ASSERT_EQ(manifest.files.size(), 2u);
  EXPECT_EQ(manifest.files.at("networks.safetensors").num_bytes, 300u);
  EXPECT_EQ(manifest.files.at("state.json").digest, digest_of("{}\n"));
  EXPECT_EQ(damage_of(directory_.path(), 12), "");
}

TEST_F(ManifestTest, EveryFlippedBitOfEveryFileShows) {
  for (const char* name : {kManifestName, "networks.safetensors", "state.json"}) {
    const auto path = directory_ / name;
    const auto num_bytes = static_cast<int64_t>(std::filesystem::file_size(path));
    for (int64_t position = 0; position < num_bytes; ++position) {
      const int bit = static_cast<int>(position % 8);
      flip_bit(path, position, bit);
      EXPECT_NE(damage_of(directory_.path(), 12), "") << name << " byte " << position;
      flip_bit(path, position, bit);
    }
  }
  EXPECT_EQ(damage_of(directory_.path(), 12), "");
}

TEST_F(ManifestTest, EveryTruncationShows) {
  for (const char* name : {kManifestName, "networks.safetensors", "state.json"}) {
    const auto path = directory_ / name;
    const std::string bytes = read_file(path);
    for (size_t length = 0; length < bytes.size(); length += 1 + bytes.size() / 40) {
      std::filesystem::resize_file(path, length);
      EXPECT_NE(damage_of(directory_.path(), 12), "") << name << " of " << length << " bytes";
    }
    write_file_synced(path, bytes + "x");
    EXPECT_NE(damage_of(directory_.path(), 12), "") << name << " one byte longer";
    write_file_synced(path, bytes);
  }
  EXPECT_EQ(damage_of(directory_.path(), 12), "");
}

TEST_F(ManifestTest, SaysWhatIsWrong) {
  EXPECT_EQ(damage_of(directory_.path(), 13), "is damaged: its manifest is of step 12");
  EXPECT_EQ(damage_of(directory_ / "absent", 12), "does not exist");
  EXPECT_EQ(damage_of(directory_ / "state.json", 12), "is not a directory");
  std::filesystem::resize_file(directory_ / "networks.safetensors", 10);
  EXPECT_EQ(damage_of(directory_.path(), 12),
            "is incomplete: networks.safetensors has 10 of 300 bytes");
  std::filesystem::remove(directory_ / "networks.safetensors");
  EXPECT_EQ(damage_of(directory_.path(), 12), "is incomplete: networks.safetensors is missing");
  std::filesystem::remove(directory_ / kManifestName);
  EXPECT_EQ(damage_of(directory_.path(), 12), "is incomplete: manifest.json is missing");
}

TEST_F(ManifestTest, LinksAreNotFollowed) {
  for (const char* name : {"networks.safetensors", kManifestName}) {
    const TemporaryDirectory elsewhere;
    std::filesystem::rename(directory_ / name, elsewhere / name);
    std::filesystem::create_symlink(elsewhere / name, directory_ / name);
    EXPECT_THAT(damage_of(directory_.path(), 12), HasSubstr("is damaged")) << name;
    std::filesystem::remove(directory_ / name);
    std::filesystem::rename(elsewhere / name, directory_ / name);
  }
  const TemporaryDirectory elsewhere;
  std::filesystem::create_directory_symlink(directory_.path(), elsewhere / "step-00000012");
  EXPECT_EQ(damage_of(elsewhere / "step-00000012", 12), "is not a directory");
}

TEST_F(ManifestTest, NamesThatLeaveTheDirectoryAreRefused) {
  for (const std::string name : {"../state.json", "/etc/passwd", "a/b", "..", ".hidden", "",
                                 "manifest.json", "a\nb", "-x"}) {
    CheckpointManifest manifest{.step = 12, .files = {{name, {.num_bytes = 1, .digest = "d"}}}};
    EXPECT_THAT(refusal(to_json(manifest)), HasSubstr("is no name for a file")) << name;
  }
}

TEST_F(ManifestTest, OtherTextsAreRefused) {
  EXPECT_THAT(refusal("{}"), HasSubstr("not the manifest of a checkpoint"));
  EXPECT_THAT(refusal("[]"), HasSubstr("no JSON object"));
  std::string text = to_json(manifest_);
  EXPECT_THAT(refusal(text + " "), HasSubstr("its own digest"));
  text.replace(text.find("\"format_version\": 1"), 19, "\"format_version\": 2");
  EXPECT_THAT(refusal(text), HasSubstr("version 1"));
  EXPECT_THAT(refusal(R"({"format": "tandem-checkpoint", "format_version": 1, "step": -1})"),
              HasSubstr("no step or no files"));
  EXPECT_THAT(refusal(R"({"format": "tandem-checkpoint", "format_version": 1, "step": 1,
                          "files": {"a": {"bytes": -1, "digest": "d"}}})"),
              HasSubstr("the entry of a"));
  EXPECT_THAT(refusal(std::string(17 << 20, ' ')), HasSubstr("over 16 MiB"));
}

TEST_F(ManifestTest, OfThousandsOfFilesIsRead) {
  for (int i = 0; i < 20'000; ++i) {
    manifest_.files["part-" + std::to_string(i)] = {.num_bytes = 1, .digest = std::string(32, '0')};
  }
  write_file_synced(directory_ / kManifestName, to_json(manifest_));
  EXPECT_EQ(read_manifest(directory_.path()).files.size(), 20'002U);
}

}  // namespace
}  // namespace tandem
