// Random changes of images that gradients pass through, before a discriminator that would else
// learn a small data set by heart.
#pragma once

#include <ATen/core/Tensor.h>

#include <string>
#include <vector>

namespace tandem {

/// color, translation, cutout (Zhao et al., "Differentiable augmentation for data-efficient GAN
/// training", 2020).
std::vector<std::string> differentiable_augmentation_names();

/// `images` (N, C, H, W) with pixels in [−1, 1], changed by these policies in their order; every
/// sample has draws of its own, from the default generator. color: brightness by up to ±0.5,
/// saturation times 0 to 2, contrast times 0.5 to 1.5; translation: by up to an eighth of each
/// side, 0 moves in; cutout: a window of half of each side, which may stand over the edge, becomes
/// 0. Differentiable any number of times. Throws Error for an unknown name.
at::Tensor differentiably_augmented(at::Tensor images, const std::vector<std::string>& policies);

}  // namespace tandem
