#include "framework/runs/checkpoint_record.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "framework/core/error.h"
#include "tests/support/error_message.h"

namespace tandem {
namespace {

const CheckpointRecord kRecord{.step = 20,
                               .digests = {{"state.json", "ab"}, {"networks.safetensors", "cd"}},
                               .images = {{"generator", 320}, {"critic", 1600}}};

TEST(CheckpointRecordTest, EqualRecordsAreEqualLines) {
  EXPECT_EQ(to_line(kRecord).dump(),
            R"({"step":20,"checkpoint":{"networks.safetensors":"cd","state.json":"ab"},)"
            R"("images":{"critic":1600,"generator":320}})");
}

TEST(CheckpointRecordTest, ReadsWhatItWrites) {
  const auto read = record_in({.number = 3, .step = 20, .object = to_line(kRecord)}, "lines");
  ASSERT_TRUE(read.has_value());
  EXPECT_EQ(read->step, kRecord.step);
  EXPECT_EQ(read->digests, kRecord.digests);
  EXPECT_EQ(read->images, kRecord.images);
}

TEST(CheckpointRecordTest, ALineOfValuesHasNone) {
  const JsonLine values{.number = 1, .step = 20, .object = {{"step", 20}, {"elbo/loss", 0.5}}};
  EXPECT_FALSE(record_in(values, "lines").has_value());
}

TEST(CheckpointRecordTest, AnotherLineIsNamed) {
  const JsonLine other{.number = 7, .step = 20, .object = {{"step", 20}, {"checkpoint", 3}}};
  EXPECT_THAT(message_of<DataError>([&] { record_in(other, "lines"); }),
              testing::HasSubstr("lines:7"));
}

TEST(CheckpointRecordTest, DigestsAreThoseOfTheManifest) {
  const CheckpointManifest manifest{.step = 20, .files = {{"a", {1, "ab"}}, {"b", {2, "cd"}}}};
  EXPECT_EQ(digests_of(manifest), (std::map<std::string, std::string>{{"a", "ab"}, {"b", "cd"}}));
}

}  // namespace
}  // namespace tandem
