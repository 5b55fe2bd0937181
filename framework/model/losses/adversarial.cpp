#include "framework/model/losses/adversarial.h"

#include <ATen/ATen.h>
#include <torch/csrc/autograd/functions/utils.h>

#include <memory>
#include <utility>

namespace tandem {
namespace {

using torch::autograd::SavedVariable;
using torch::autograd::variable_list;

/// −log σ(scores) weighted by `target`, −log(1 − σ(scores)) by 1 − target: the mean.
at::Tensor cross_entropy(const at::Tensor& scores, double target) {
  return at::binary_cross_entropy_with_logits(scores, at::full_like(scores, target));
}

at::Tensor squared_distance(const at::Tensor& scores, double target) {
  return (scores - target).square().mean();
}

double inverse(int64_t count) { return 1.0 / static_cast<double>(count); }

/// With p = σ(logit), −log p has the derivative p − 1 in the logit and −log(1 − p) has p; each is
/// divided by the number of samples of its kind.
class RealFakeBackward : public torch::autograd::Node {
 public:
  RealFakeBackward(const at::Tensor& logits, int64_t num_real)
      : logits_(logits, false), num_real_(num_real) {}

  variable_list apply(variable_list&& gradients) override {
    TORCH_CHECK(!at::GradMode::is_enabled(), "this cross-entropy is differentiable only once");
    if (!gradients[0].defined()) return {at::Tensor()};
    // No graph of this pass: a second derivative is refused above.
    const at::AutoDispatchBelowAutograd no_gradients;
    at::Tensor result = at::sigmoid(logits_.unpack());
    const int64_t num_fake = result.size(0) - num_real_;
    if (num_real_ > 0) result.narrow(0, 0, num_real_).sub_(1.0).mul_(inverse(num_real_));
    if (num_fake > 0) result.narrow(0, num_real_, num_fake).mul_(inverse(num_fake));
    return {result.mul_(gradients[0])};
  }

  void release_variables() override { logits_.reset_data(); }

  std::string name() const override { return "RealFakeBackward"; }

 private:
  SavedVariable logits_;
  int64_t num_real_;
};

}  // namespace

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
  // Hinge and wasserstein differ for the other network only.
  return -fake_scores.mean();
}

RealFakeLosses real_fake_cross_entropy(const at::Tensor& logits, int64_t num_real) {
  RealFakeLosses losses;
  {
    // Single operations record nothing: the node below stands for all of them.
    const at::AutoDispatchBelowAutograd no_gradients;
    const int64_t num_fake = logits.size(0) - num_real;
    // softplus(x, −1) = −log(1 + exp(−x)) = log σ(x). A product is cheaper than a mean here.
    if (num_real > 0) {
      losses.real =
          at::softplus(logits.narrow(0, 0, num_real), -1.0).sum().mul_(-inverse(num_real));
    }
    if (num_fake > 0) {
      losses.fake =
          at::softplus(logits.narrow(0, num_real, num_fake)).sum().mul_(inverse(num_fake));
    }
    if (num_real > 0 && num_fake > 0) {
      losses.total = at::add(losses.real, losses.fake);
    } else {
      losses.total = std::move(num_real > 0 ? losses.real : losses.fake);
    }
  }
  if (!torch::autograd::compute_requires_grad(logits)) return losses;
  // With this deleter a long chain of nodes is freed without recursion.
  const std::shared_ptr<RealFakeBackward> node(new RealFakeBackward(logits, num_real),
                                               torch::autograd::deleteNode);
  node->set_next_edges(torch::autograd::collect_next_edges(logits));
  torch::autograd::set_history(losses.total, node);
  return losses;
}

}  // namespace tandem
