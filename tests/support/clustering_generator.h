// A generator of shades that finds its categories by itself, for tests of metrics.
#pragma once

#include <string>
#include <vector>

#include "tests/support/shaded_images.h"

namespace tandem {

/// As InfoGAN does: which category is which class is luck.
class ClusteringGenerator : public ModelOfShades,
                            public Generates,
                            public GeneratesOnCondition,
                            public Clusters {
 public:
  /// `is_stubborn`: makes one class, whatever it is asked for.
  explicit ClusteringGenerator(bool is_stubborn = false) : is_stubborn_(is_stubborn) {}
  at::Tensor draw_latents(int64_t count) override { return maker_.draw_latents(count); }
  at::Tensor generate(const at::Tensor& latents) override {
    return maker_.generate(is_stubborn_ ? at::zeros_like(latents) : latents);
  }
  std::vector<Condition> conditions() const override { return maker_.conditions(); }
  at::Tensor with_condition(const at::Tensor& latents, const std::string& condition,
                            const at::Tensor& values) override {
    return maker_.with_condition(latents, condition, values);
  }
  at::Tensor condition_values(const at::Tensor& latents, const std::string& condition) override {
    return maker_.condition_values(latents, condition);
  }
  at::Tensor cluster(const at::Tensor& images) override {
    return at::zeros({images.size(0), kNumShades});
  }

 private:
  bool is_stubborn_;
  ShadeGenerator maker_{kNumShades};
};

}  // namespace tandem
