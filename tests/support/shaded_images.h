// Images of one shade per class, and models of few words that make, classify and translate them.
// For tests of what measures models.
#pragma once

#include <ATen/ATen.h>

#include <cstring>
#include <filesystem>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "framework/data/storage/data_set_writer.h"
#include "framework/model/capabilities.h"
#include "framework/model/generative_model.h"

namespace tandem {

constexpr int64_t kNumShades = 4;

/// 20, 80, 140, 200.
constexpr int64_t shade_of(int64_t label) { return 20 + 60 * label; }

struct ShadeFile {
  std::string field = "images";
  bool inverted = false;
  bool in_order = false;    // rows of one class after those of another
  int64_t added_label = 0;  // to every label that is written
};

/// Writes /train and /test: images 4 × 4 × 1 and labels 0 … 3, in turn where they are in no order.
inline void write_shades(const std::filesystem::path& path, int64_t num_rows,
                         const ShadeFile& file = {}) {
  std::vector<FieldDescription> fields = {{.name = file.field, .shape = {4, 4, 1}, .type = "uint8"},
                                          {.name = "labels", .shape = {}, .type = "int64"}};
  if (file.field == "source") fields.push_back({"target", {4, 4, 1}, "uint8"});
  DataSetWriter writer({.path = path}, {.generator = "test", .class_names = {"a", "b", "c", "d"}},
                       fields);
  for (const char* group : {"train", "test"}) {
    writer.begin_group(group, num_rows);
    for (int64_t row = 0; row < num_rows; ++row) {
      const int64_t label = file.in_order ? row * kNumShades / num_rows : row % kNumShades;
      const auto memory = writer.next_row();
      const int64_t shade = shade_of(label);
      std::memset(memory[0], static_cast<int>(file.inverted ? 255 - shade : shade), 16);
      const int64_t written = label + file.added_label;
      std::memcpy(memory[1], &written, sizeof(written));
      if (fields.size() > 2) std::memset(memory[2], static_cast<int>(255 - shade), 16);
    }
  }
  writer.finish();
}

/// A model without weights.
class ModelOfShades : public GenerativeModel {
 public:
  std::vector<Network> networks() const override { return {}; }
  std::vector<Objective> objectives() override { return {}; }
};

/// Tells shades in [0, 1] apart; its two features are the first pixel and twice the mean.
class ShadeClassifier : public ModelOfShades, public Classifies, public Clusters {
 public:
  at::Tensor features(const at::Tensor& images) override {
    num_seen += images.size(0);
    return scale * at::stack({images.flatten(1).select(1, 0), 2 * images.mean({1, 2, 3})}, 1);
  }
  at::Tensor classify_features(const at::Tensor& features) override {
    const at::Tensor shades = at::arange(kNumShades) * 60 + 20;
    return -(features.narrow(1, 1, 1) / (2 * scale) * 255 - shades).abs();
  }
  /// Groups are the classes in another order.
  at::Tensor cluster(const at::Tensor& images) override { return classify(images).roll(1, 1); }

  double scale = 1.0;    // of the features
  int64_t num_seen = 0;  // images whose features were asked for
};

/// Makes shades in [−1, 1] of the class that its latents hold, moved on by `shift` classes.
class ShadeGenerator : public ModelOfShades, public Generates, public GeneratesOnCondition {
 public:
  explicit ShadeGenerator(int64_t num_drawn, int64_t shift = 0)
      : num_drawn_(num_drawn), shift_(shift) {}
  /// (count, 2): noise and the class, one of the first `num_drawn`.
  at::Tensor draw_latents(int64_t count) override {
    return at::stack({at::rand({count}), at::randint(num_drawn_, {count}, at::kFloat)}, 1);
  }
  at::Tensor generate(const at::Tensor& latents) override {
    const at::Tensor label = (latents.select(1, 1) + shift_).remainder(kNumShades);
    const at::Tensor shades = (label * 60 + 20) / 127.5 - 1;
    return shades.view({-1, 1, 1, 1}).expand({latents.size(0), 1, 4, 4});
  }
  std::vector<Condition> conditions() const override {
    return {{.name = "label", .num_categories = kNumShades}, {.name = "tilt"}};
  }
  at::Tensor with_condition(const at::Tensor& latents, const std::string& condition,
                            const at::Tensor& values) override {
    at::Tensor changed = latents.clone();
    changed.select(1, condition == "label" ? 1 : 0).copy_(values);
    return changed;
  }
  at::Tensor condition_values(const at::Tensor& latents, const std::string& condition) override {
    const bool is_label = condition == "label";
    return latents.select(1, is_label ? 1 : 0).to(is_label ? at::kLong : at::kFloat);
  }

 private:
  int64_t num_drawn_;
  int64_t shift_;
};

/// Inverts shades in [−1, 1], both ways; the way back moves them on by `shift` classes.
class ShadeTranslator : public ModelOfShades, public TranslatesImages {
 public:
  ShadeTranslator(std::vector<Translation> translations, int64_t shift)
      : translations_(std::move(translations)), shift_(shift) {}
  std::vector<Translation> translations() const override { return translations_; }
  at::Tensor translate(const at::Tensor& images, const std::string& translation) override {
    if (translation != "b-to-a") return -images;
    const at::Tensor shades = (1 - images) * 127.5;
    return (shades - 10 + 60 * shift_).remainder(240).add(10) / 127.5 - 1;
  }

 private:
  std::vector<Translation> translations_;
  int64_t shift_;
};

/// The number of this name. Fails where there is none.
inline double value_named(const std::vector<std::pair<std::string, double>>& values,
                          const std::string& name) {
  for (const auto& [key, value] : values) {
    if (key == name) return value;
  }
  throw std::runtime_error("there is no value " + name);
}

}  // namespace tandem
