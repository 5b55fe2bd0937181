#include "framework/model/corruption.h"

#include <ATen/ATen.h>

#include "framework/config/option_value.h"
#include "framework/core/choice.h"
#include "framework/model/capabilities.h"

namespace tandem {
namespace {

constexpr Choice<Corruption> kCorruptions[] = {{"none", Corruption::kNone},
                                               {"masking", Corruption::kMasking},
                                               {"gaussian", Corruption::kGaussian},
                                               {"salt_and_pepper", Corruption::kSaltAndPepper}};

}  // namespace

OptionTable<CorruptionOptions> corruption_option_table() {
  return OptionTable<CorruptionOptions>()
      .choice("kind", &CorruptionOptions::kind,
              "Noise on the input, while the target stays clean: none; masking, pixels to 0; "
              "gaussian, added; salt_and_pepper, pixels to 0 or 1.",
              kCorruptions)
      .field("level", &CorruptionOptions::level,
             "Fraction of pixels that is replaced, or the standard deviation of gaussian.",
             between(0.0, 1.0))
      .field("training", &CorruptionOptions::training,
             "false: only in evaluation, to measure a network that was trained on clean input.");
}

at::Tensor corrupted(const at::Tensor& images, const CorruptionOptions& options, bool in_training) {
  if (options.kind == Corruption::kNone || (in_training && !options.training)) return images;
  // Noise fills memory in its own order. Drawn in one format, it does not depend on how the images
  // lie there.
  if (options.kind == Corruption::kGaussian) {
    return at::add(images, at::randn_like(images, at::MemoryFormat::Contiguous), options.level);
  }
  const at::Tensor drawn = at::rand_like(images, at::MemoryFormat::Contiguous);
  if (options.kind == Corruption::kMasking) return images * (drawn >= options.level);
  // One draw decides twice: its lowest part makes pixels black, its highest one white.
  const at::Tensor peppered = at::where(drawn < 0.5 * options.level, 0.0, images);
  return at::where(drawn >= 1.0 - 0.5 * options.level, 1.0, peppered);
}

std::string corruption_text(const CorruptionOptions& options) {
  if (options.kind == Corruption::kNone) return "";
  return name_of(kCorruptions, options.kind) + " " + value_text(options.level);
}

bool denoises(const GenerativeModel& model) {
  const auto* corrupts = capability<Corrupts>(model);
  return corrupts != nullptr && !corrupts->corruption().empty() &&
         capability<Reconstructs>(model) != nullptr;
}

}  // namespace tandem
