// The sprites data set: the factor grid of dSprites, rendered here, or a seeded part of it.
#include <algorithm>
#include <boost/program_options/value_semantic.hpp>
#include <cstring>

#include "datasets/packers.h"
#include "datasets/sprite_shapes.h"
#include "framework/core/error.h"
#include "framework/core/seed.h"

namespace tandem {
namespace {

namespace po = boost::program_options;

/// One row in ten is for testing.
constexpr int64_t kTestPart = 10;

class SpritesSource : public RowSource {
 public:
  SpritesSource(int64_t count, uint64_t seed) {
    // Field 1 keeps this draw apart from the packer's shuffle, which has the same seed.
    std::vector<int64_t> drawn = permutation(kNumSprites, mix_seed(Stream::kPacking, seed, 1));
    drawn.resize(static_cast<size_t>(count));
    const auto split_point = drawn.begin() + count / kTestPart;
    test_.assign(drawn.begin(), split_point);
    train_.assign(split_point, drawn.end());
    // Rows come in the order of the original, here the grid, and are shuffled when they are packed.
    std::sort(test_.begin(), test_.end());
    std::sort(train_.begin(), train_.end());
  }

  DataSetOrigin origin() const override {
    return {.generator = "sprites", .source_digests = {}, .class_names = {}};
  }

  std::vector<FieldDescription> fields() const override {
    return {{.name = "images", .shape = {kSpriteSize, kSpriteSize, 1}, .type = "uint8"},
            {.name = "latents/classes", .shape = {6}, .type = "int64"},
            {.name = "latents/values", .shape = {6}, .type = "float64"}};
  }

  std::vector<int64_t> rows(Split split) const override {
    return split == Split::kTrain ? train_ : test_;
  }

  void read_row(Split, int64_t row, std::span<std::byte* const> fields) const override {
    const auto classes = sprite_classes(row);
    const auto values = sprite_values(classes);
    draw_sprite(values, reinterpret_cast<uint8_t*>(fields[0]));
    std::memcpy(fields[1], classes.data(), sizeof(classes));
    std::memcpy(fields[2], values.data(), sizeof(values));
  }

 private:
  std::vector<int64_t> train_;
  std::vector<int64_t> test_;
};

void add_options(po::options_description& options) {
  options.add_options()("count", po::value<int64_t>()->value_name("N"),
                        "number of sprites, drawn from the grid by the seed; a tenth is /test")(
      "all", po::bool_switch(), "the whole grid of 737280 sprites (3 GB)");
}

std::unique_ptr<RowSource> open(const po::variables_map& options) {
  const bool all = options["all"].as<bool>();
  if (all == (options.count("count") > 0)) {
    throw UsageError({.what = "how many sprites is not clear", .expected = "--count N or --all"});
  }
  const int64_t count = all ? kNumSprites : options["count"].as<int64_t>();
  if (count < kTestPart || count > kNumSprites) {
    throw UsageError({.what = "--count is unusable",
                      .expected = std::to_string(kTestPart) + " to " + std::to_string(kNumSprites),
                      .got = std::to_string(count)});
  }
  return std::make_unique<SpritesSource>(count, options[kSeedOption].as<uint64_t>());
}

}  // namespace

Packer sprites_packer() {
  return {.name = "sprites",
          .usage = "{--count N | --all}",
          .sentence = "squares, ellipses and hearts of known position, size and orientation",
          .add_options = add_options,
          .open = open};
}

}  // namespace tandem
