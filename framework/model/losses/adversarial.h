// The losses of two networks that play against each other, chosen by name. Scores may have any
// shape (one per sample, or a map of patches): a loss is the mean over all of them.
#pragma once

#include <ATen/core/Tensor.h>

#include <string>
#include <vector>

#include "framework/model/losses/likelihood.h"

namespace tandem {

/// non_saturating and minimax (Goodfellow et al., 2014), least_squares (Mao et al., 2017: targets
/// 1 and 0, without its factor ½), hinge (Lim and Ye, 2017), wasserstein (Arjovsky et al., 2017).
enum class AdversarialLoss { kNonSaturating, kMinimax, kLeastSquares, kHinge, kWasserstein };

/// Their names in configurations, in that order.
const std::vector<std::string>& adversarial_loss_names();

/// Those that need no bound on the discriminator's slope: all but wasserstein, which is for
/// families that clip weights or penalise gradients.
const std::vector<std::string>& unbounded_loss_names();

/// Throws Error for an unknown name.
AdversarialLoss adversarial_loss(const std::string& name);

/// What the discriminator minimises: losses of its real and of its fake scores, and their sum.
/// `real_target` replaces 1 as the target of real scores (one-sided label smoothing, Salimans et
/// al., 2016) in all but hinge and wasserstein. Differentiable any number of times.
RealFakeLosses discriminator_losses(AdversarialLoss kind, const at::Tensor& real_scores,
                                    const at::Tensor& fake_scores, double real_target = 1.0);

/// What the generator minimises, from the scores of its fakes.
at::Tensor generator_loss(AdversarialLoss kind, const at::Tensor& fake_scores);

}  // namespace tandem
