// A model that restores darkened shades. For tests of what is measured and shown of it.
#pragma once

#include "tests/support/shaded_images.h"

namespace tandem {

/// Corruption darkens images by 0.2; what is restored is 0.4 brighter than the input.
class Brightener : public ModelOfShades, public Reconstructs, public Corrupts {
 public:
  explicit Brightener(bool corrupts) : corrupts_(corrupts) {}
  bool corrupts() const override { return corrupts_; }
  at::Tensor corrupt(const at::Tensor& images) override { return images - 0.2; }
  at::Tensor reconstruct(const at::Tensor& images) override { return images + 0.4; }

 private:
  bool corrupts_;
};

}  // namespace tandem
