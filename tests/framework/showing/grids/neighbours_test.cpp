// Generated shades beside those of the training data.
#include <gtest/gtest.h>

#include <array>
#include <cstring>
#include <utility>
#include <vector>

#include "framework/showing/image_tiles.h"
#include "tests/support/drawn_grid.h"
#include "tests/support/shaded_images.h"
#include "tests/support/temporary_directory.h"

namespace tandem {
namespace {

TEST(NeighboursGrid, ShowsTheNearestTrainingImagesBesideEachSample) {
  const TemporaryDirectory directory;
  write_shades(directory / "shades.h5", 20);
  const DataSources data({{"", directory / "shades.h5"}});
  ShadeGenerator generator(/*num_drawn=*/1, /*shift=*/2);
  GridContext context(generator, data,
                      {.device = at::kCPU, .range = PixelRange::kSigned, .count = 12});
  const at::Tensor shades = shades_of(drawn_grid("neighbours", context));
  ASSERT_EQ(shades.sizes(), (std::vector<int64_t>{10, 7}));
  const int64_t copied = shade_of(2);
  EXPECT_TRUE((shades.select(1, 0) == copied).all().item<bool>());
  EXPECT_TRUE((shades.narrow(1, 2, 5) == copied).all().item<bool>());
}

/// Makes images 14 × 14 of these shades, in their order and over again.
class GivenShades : public ModelOfShades, public Generates {
 public:
  explicit GivenShades(std::vector<double> shades) : shades_(std::move(shades)) {}
  at::Tensor draw_latents(int64_t count) override {
    return at::tensor(shades_).repeat({count}).narrow(0, 0, count);
  }
  at::Tensor generate(const at::Tensor& latents) override {
    return (latents / 127.5 - 1).view({-1, 1, 1, 1}).expand({-1, 1, 14, 14});
  }

 private:
  std::vector<double> shades_;
};

TEST(NeighboursGrid, CopiesComeFirst) {
  const TemporaryDirectory directory;
  constexpr std::array<uint8_t, 6> kRows = {10, 10, 50, 100, 150, 200};  // one of them twice
  DataSetWriter writer({.path = directory / "shades.h5"}, {.generator = "test"},
                       {{.name = "images", .shape = {14, 14, 1}, .type = "uint8"}});
  writer.begin_group("train", kRows.size());
  for (const uint8_t shade : kRows) std::memset(writer.next_row()[0], shade, 14 * 14);
  writer.finish();
  const DataSources data({{"", directory / "shades.h5"}});
  // Between two, a copy, nearly the one that is there twice, its copy.
  GivenShades generator({125, 200, 12, 10});
  GridContext context(generator, data,
                      {.device = at::kCPU, .range = PixelRange::kSigned, .count = 4});
  const ImageRows grid = drawn_grid("neighbours", context);
  const at::Tensor shades = shades_of(grid);
  ASSERT_EQ(shades.sizes(), (std::vector<int64_t>{4, 7}));
  EXPECT_TRUE(at::equal(shades.select(1, 0), at::tensor({200, 10, 125, 12})));
  EXPECT_TRUE(at::equal(shades.select(1, 2), at::tensor({200, 10, 100, 10})));
  const at::Tensor numbers = grid.images.view({4, 7, 14, 14, 1}).select(1, 1);
  const auto is_number = [&](int64_t row, double number) {
    return at::equal(numbers.narrow(0, row, 1), number_tile(number, grid.images));
  };
  EXPECT_TRUE(is_number(0, 0));
  EXPECT_TRUE(is_number(1, 0));
  EXPECT_TRUE(is_number(2, 0.5));
  EXPECT_EQ(numbers[3].max().item<int64_t>(), 0) << "no number says how far it is";
}

TEST(NeighboursGrid, NeedsTrainingData) {
  ShadeGenerator generator(1);
  GridContext context(generator, Batch({{"images", at::zeros({9, 4, 4, 1}, at::kByte)}}),
                      {.device = at::kCPU, .range = PixelRange::kSigned});
  EXPECT_TRUE(grid_kind("neighbours").names(context).empty());
}

}  // namespace
}  // namespace tandem
