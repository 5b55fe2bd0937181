// A model that restores darkened shades. For tests of what is measured and shown of it.
#pragma once

#include <string>
#include <utility>

#include "tests/support/shaded_images.h"

namespace tandem {

/// Corruption darkens images by 0.2, whatever it is called; what is restored is 0.4 brighter than
/// the input.
class Brightener : public ModelOfShades, public Reconstructs, public Corrupts {
 public:
  explicit Brightener(std::string what) : corruption_(std::move(what)) {}
  std::string corruption() const override { return corruption_; }
  at::Tensor corrupt(const at::Tensor& images) override { return images - 0.2; }
  at::Tensor reconstruct(const at::Tensor& images) override { return images + 0.4; }

 private:
  std::string corruption_;
};

}  // namespace tandem
