#include "framework/model/losses/adversarial.h"

#include <torch/torch.h>

#include <algorithm>

#include "framework/core/error.h"

namespace tandem {
namespace {

/// −log σ(scores) weighted by `target`, −log(1 − σ(scores)) by 1 − target: the mean.
at::Tensor cross_entropy(const at::Tensor& scores, double target) {
  return at::binary_cross_entropy_with_logits(scores, at::full_like(scores, target));
}

at::Tensor squared_distance(const at::Tensor& scores, double target) {
  return (scores - target).square().mean();
}

}  // namespace

const std::vector<std::string>& adversarial_loss_names() {
  static const std::vector<std::string> names = {"non_saturating", "minimax", "least_squares",
                                                 "hinge", "wasserstein"};
  return names;
}

const std::vector<std::string>& unbounded_loss_names() {
  static const std::vector<std::string> names(adversarial_loss_names().begin(),
                                              adversarial_loss_names().end() - 1);
  return names;
}

AdversarialLoss adversarial_loss(const std::string& name) {
  const auto& names = adversarial_loss_names();
  const auto found = std::find(names.begin(), names.end(), name);
  if (found == names.end()) {
    throw Error(ExitCode::kInternal, {.what = "unknown adversarial loss", .got = name});
  }
  return static_cast<AdversarialLoss>(found - names.begin());
}

RealFakeLosses discriminator_losses(AdversarialLoss kind, const at::Tensor& real_scores,
                                    const at::Tensor& fake_scores, double real_target) {
  at::Tensor real, fake;
  switch (kind) {
    case AdversarialLoss::kNonSaturating:
    case AdversarialLoss::kMinimax:
      real = cross_entropy(real_scores, real_target);
      fake = cross_entropy(fake_scores, 0.0);
      break;
    case AdversarialLoss::kLeastSquares:
      real = squared_distance(real_scores, real_target);
      fake = squared_distance(fake_scores, 0.0);
      break;
    case AdversarialLoss::kHinge:
      real = at::relu(1.0 - real_scores).mean();
      fake = at::relu(1.0 + fake_scores).mean();
      break;
    case AdversarialLoss::kWasserstein:
      real = -real_scores.mean();
      fake = fake_scores.mean();
      break;
  }
  return {real.detach(), fake.detach(), real + fake};
}

at::Tensor generator_loss(AdversarialLoss kind, const at::Tensor& fake_scores) {
  switch (kind) {
    case AdversarialLoss::kNonSaturating:
      return cross_entropy(fake_scores, 1.0);
    case AdversarialLoss::kMinimax:
      // log(1 − σ(score)), which vanishes where the discriminator wins.
      return -cross_entropy(fake_scores, 0.0);
    case AdversarialLoss::kLeastSquares:
      return squared_distance(fake_scores, 1.0);
    case AdversarialLoss::kHinge:
    case AdversarialLoss::kWasserstein:
      break;
  }
  return -fake_scores.mean();
}

}  // namespace tandem
