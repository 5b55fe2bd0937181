#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <set>

#include "datasets/sprite_shapes.h"
#include "framework/core/error.h"
#include "tests/support/error_message.h"
#include "tests/support/open_source.h"

namespace tandem {
namespace {

using testing::HasSubstr;

std::unique_ptr<RowSource> open_sprites(const std::vector<std::string>& arguments) {
  return open_source("sprites", arguments);
}

TEST(Sprites, ACountIsASeededDrawWithATenthForTesting) {
  const auto source = open_sprites({"--count", "1000"});
  const std::vector<int64_t> train = source->rows(Split::kTrain), test = source->rows(Split::kTest);
  EXPECT_EQ(train.size(), 900u);
  EXPECT_EQ(test.size(), 100u);
  std::set<int64_t> all(train.begin(), train.end());
  all.insert(test.begin(), test.end());
  EXPECT_EQ(all.size(), 1000u);
  EXPECT_TRUE(*all.begin() >= 0 && *all.rbegin() < kNumSprites);
  EXPECT_EQ(train, open_sprites({"--count", "1000"})->rows(Split::kTrain));
  EXPECT_NE(train, open_sprites({"--count", "1000", "--seed", "1"})->rows(Split::kTrain));
}

TEST(Sprites, ARowIsItsImageWithItsLatents) {
  const auto source = open_sprites({"--count", "20"});
  const int64_t row = source->rows(Split::kTrain)[3];
  std::vector<uint8_t> pixels(64 * 64);
  std::array<int64_t, 6> classes{};
  std::array<double, 6> values{};
  std::byte* fields[] = {reinterpret_cast<std::byte*>(pixels.data()),
                         reinterpret_cast<std::byte*>(classes.data()),
                         reinterpret_cast<std::byte*>(values.data())};
  source->read_row(Split::kTrain, row, fields);
  EXPECT_EQ(classes, sprite_classes(row));
  EXPECT_EQ(values, sprite_values(classes));
  std::vector<uint8_t> drawn(64 * 64);
  draw_sprite(values, drawn.data());
  EXPECT_EQ(pixels, drawn);
}

TEST(Sprites, UnusableCountsAreRefused) {
  EXPECT_THAT(message_of<UsageError>([] { open_sprites({}); }), HasSubstr("--count N or --all"));
  EXPECT_THAT(message_of<UsageError>([] {
                open_sprites({"--count", "20", "--all"});
              }),
              HasSubstr("--count N or --all"));
  EXPECT_THAT(message_of<UsageError>([] {
                open_sprites({"--count", "737281"});
              }),
              HasSubstr("10 to 737280"));
  EXPECT_EQ(open_sprites({"--all"})->rows(Split::kTest).size(), 73728u);
}

}  // namespace
}  // namespace tandem
