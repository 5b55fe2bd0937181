#include "framework/runs/checkpoint_record.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

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
  const auto read = record_in(to_line(kRecord));
  ASSERT_TRUE(read.has_value());
  EXPECT_EQ(read->step, kRecord.step);
  EXPECT_EQ(read->digests, kRecord.digests);
  EXPECT_EQ(read->images, kRecord.images);
}

TEST(CheckpointRecordTest, ALineOfValuesHasNone) {
  EXPECT_FALSE(record_in({{"step", 20}, {"elbo/loss", 0.5}}).has_value());
  EXPECT_THROW(record_in({{"step", 20}, {"checkpoint", 3}}), nlohmann::json::exception);
}

}  // namespace
}  // namespace tandem
