// The adversarial cross-entropy as one node of autograd: the loss of a small network costs as much
// as its layers when it is made of single operations.
#include <torch/csrc/autograd/functions/utils.h>
#include <torch/torch.h>

#include <memory>

#include "framework/model/losses/likelihood.h"

namespace tandem {
namespace {

using torch::autograd::SavedVariable;
using torch::autograd::variable_list;

double inverse(int64_t count) { return 1.0 / static_cast<double>(count); }

class RealFakeBackward : public torch::autograd::Node {
 public:
  RealFakeBackward(const at::Tensor& logits, int64_t num_real)
      : logits_(logits, false), num_real_(num_real) {}

  variable_list apply(variable_list&& gradients) override {
    TORCH_CHECK(!at::GradMode::is_enabled(), "this cross-entropy is differentiable only once");
    if (!gradients[0].defined()) return {at::Tensor()};
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

RealFakeLosses real_fake_cross_entropy(const at::Tensor& logits, int64_t num_real) {
  RealFakeLosses losses;
  {
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
  const std::shared_ptr<RealFakeBackward> node(new RealFakeBackward(logits, num_real),
                                               torch::autograd::deleteNode);
  node->set_next_edges(torch::autograd::collect_next_edges(logits));
  torch::autograd::set_history(losses.total, node);
  return losses;
}

}  // namespace tandem
