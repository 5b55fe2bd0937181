// The losses of two networks that play against each other, chosen by name. Scores may have any
// shape (one per sample, or a map of patches): a loss is the mean over all of them.
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <iterator>

#include "framework/core/choice.h"

namespace tandem {

/// non_saturating and minimax (Goodfellow et al., 2014), least_squares (Mao et al., 2017: targets
/// 1 and 0, without its factor ½), hinge (Lim and Ye, 2017), wasserstein (Arjovsky et al., 2017).
enum class AdversarialLoss { kNonSaturating, kMinimax, kLeastSquares, kHinge, kWasserstein };

inline constexpr Choice<AdversarialLoss> kAdversarialLosses[] = {
    {"non_saturating", AdversarialLoss::kNonSaturating},
    {"minimax", AdversarialLoss::kMinimax},
    {"least_squares", AdversarialLoss::kLeastSquares},
    {"hinge", AdversarialLoss::kHinge},
    {"wasserstein", AdversarialLoss::kWasserstein}};

/// Those that need no bound on the discriminator's slope: all but the last, which is for families
/// that clip weights or penalise gradients.
inline constexpr auto kUnboundedLosses =
    Choices<AdversarialLoss>(kAdversarialLosses).first(std::size(kAdversarialLosses) - 1);

/// Losses of real and of fake samples, and their sum.
struct RealFakeLosses {
  at::Tensor real;   // of the real samples, detached
  at::Tensor fake;   // of the fake ones, detached
  at::Tensor total;  // real + fake, differentiable
};

/// What the discriminator minimises. `real_target` replaces 1 as the target of real scores
/// (one-sided label smoothing, Salimans et al., 2016) in all but hinge and wasserstein.
/// Differentiable any number of times.
RealFakeLosses discriminator_losses(AdversarialLoss kind, const at::Tensor& real_scores,
                                    const at::Tensor& fake_scores, double real_target = 1.0);

/// What the generator minimises, from the scores of its fakes.
at::Tensor generator_loss(AdversarialLoss kind, const at::Tensor& fake_scores);

/// The non-saturating losses of both kinds as one node of autograd: `logits` (N, 1) are scores of
/// `num_real` real samples and then fake ones. One pass of the scoring network over both, where it
/// has no batch norm, does the work of two, and the loss of a small network costs as much as its
/// layers when it is made of single operations. With one kind alone only `total` is defined.
/// Differentiable once.
RealFakeLosses real_fake_cross_entropy(const at::Tensor& logits, int64_t num_real);

}  // namespace tandem
