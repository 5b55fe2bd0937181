// Noise on the input of a denoising network.
#pragma once

#include <ATen/core/Tensor.h>

#include <string>

#include "framework/config/option_table.h"
#include "framework/model/generative_model.h"

namespace tandem {

enum class Corruption { kNone, kMasking, kGaussian, kSaltAndPepper };

struct CorruptionOptions {
  Corruption kind = Corruption::kNone;
  double level = 0.3;
  bool training = true;
};

OptionTable<CorruptionOptions> corruption_option_table();

/// A corrupted copy of `images` (any shape, pixels in [0, 1]): masking sets a fraction `level` of
/// them to 0; gaussian adds noise of that standard deviation; salt_and_pepper sets that fraction to
/// 0 or 1 with equal chances. Drawn from the default generator. `images` itself for none, and in
/// training where the options leave that out.
at::Tensor corrupted(const at::Tensor& images, const CorruptionOptions& options, bool in_training);

/// What it does in evaluation, "masking 0.3"; empty for none.
std::string corruption_text(const CorruptionOptions& options);

/// Whether the model is trained on corrupted copies of images, and gives them back restored.
bool denoises(const GenerativeModel& model);

}  // namespace tandem
