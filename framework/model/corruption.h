// Noise on the input of a denoising network. Declared by families that have it.
#pragma once

#include <ATen/core/Tensor.h>

#include <string>

#include "framework/config/option_table.h"

namespace tandem {

struct CorruptionOptions {
  std::string kind = "none";
  double level = 0.3;
  bool training = true;
};

OptionTable<CorruptionOptions> corruption_option_table();

/// A corrupted copy of `images` (any shape, pixels in [0, 1]): masking sets a fraction `level` of
/// them to 0; gaussian adds noise of that standard deviation; salt_and_pepper sets that fraction to
/// 0 or 1 with equal chances. Drawn from the default generator. `images` itself for `none`, and in
/// training where the options leave that out.
at::Tensor corrupted(const at::Tensor& images, const CorruptionOptions& options, bool in_training);

}  // namespace tandem
