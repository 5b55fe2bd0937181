// Images whose two features vary independently, and models that draw new ones or copy them.
#pragma once

#include <cstring>
#include <utility>
#include <vector>

#include "framework/core/seed.h"
#include "tests/support/shade_evaluation.h"

namespace tandem {

constexpr int64_t kNumSpeckled = 200;

/// The first pixel of an image, and all others.
using Speckle = std::pair<int64_t, int64_t>;

/// Uniform among the middle shades: the same for the same seed.
inline std::vector<Speckle> draw_speckles(int64_t count, uint64_t seed) {
  RandomSequence random(seed);
  std::vector<Speckle> speckles;
  for (int64_t i = 0; i < count; ++i) {
    const auto draw = [&] { return static_cast<int64_t>(random.below(128)) + 64; };
    const int64_t first = draw();
    speckles.emplace_back(first, draw());
  }
  return speckles;
}

inline std::vector<Speckle> speckles_of(const std::string& group) {
  return draw_speckles(kNumSpeckled, static_cast<uint64_t>(group.back()));
}

/// `in_order`: rows of test and valid by their first pixel.
inline void write_speckles(const std::filesystem::path& path, bool in_order = false) {
  DataSetWriter writer({.path = path}, {.generator = "test"},
                       {{.name = "images", .shape = {4, 4, 1}, .type = "uint8"}});
  for (const char* group : {"train", "valid", "test"}) {
    writer.begin_group(group, kNumSpeckled);
    std::vector<Speckle> speckles = speckles_of(group);
    if (in_order && group != std::string("train")) std::ranges::sort(speckles);
    for (const auto& [first, others] : speckles) {
      auto* pixels = writer.next_row()[0];
      std::memset(pixels, static_cast<int>(others), 16);
      std::memset(pixels, static_cast<int>(first), 1);
    }
  }
  writer.finish();
}

/// Makes images in [−1, 1] of these speckles in turn, moved on by `shift` shades.
class SpeckleGenerator : public ModelOfShades, public Generates {
 public:
  explicit SpeckleGenerator(std::vector<Speckle> speckles, int64_t shift = 0)
      : speckles_(std::move(speckles)), shift_(shift) {}
  at::Tensor draw_latents(int64_t count) override {
    return at::randint(static_cast<int64_t>(speckles_.size()), {count}, at::kLong);
  }
  at::Tensor generate(const at::Tensor& latents) override {
    const at::Tensor images = at::empty({latents.size(0), 1, 4, 4});
    for (int64_t i = 0; i < latents.size(0); ++i) {
      const auto& [first, others] = speckles_[latents[i].item<int64_t>()];
      images[i].fill_(static_cast<double>(others + shift_));
      images[i][0][0][0] = static_cast<double>(first + shift_);
    }
    return images / 127.5 - 1;
  }

 private:
  std::vector<Speckle> speckles_;
  int64_t shift_;
};

/// Draws from the law of the data.
inline SpeckleGenerator new_speckles() { return SpeckleGenerator(draw_speckles(4000, 99)); }

/// Evaluations of models of speckles by single metrics.
class SpeckleEvaluation : public ShadeEvaluation {
 protected:
  SpeckleEvaluation() {
    write_speckles(directory_ / "speckles.h5");
    locations_ = {{"", directory_ / "speckles.h5"}};
  }
  void take_speckles_in_order() {
    write_speckles(directory_ / "ordered.h5", /*in_order=*/true);
    locations_ = {{"", directory_ / "ordered.h5"}};
  }
  /// `classifier_` is what the features of images are called after.
  template <class Model>
  double measured(const std::string& metric, const std::string& value, Model&& model) {
    return value_named(values_of(metric, model), "test/classifier_" + value);
  }
};

}  // namespace tandem
