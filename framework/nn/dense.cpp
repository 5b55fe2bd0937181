#include "framework/nn/dense.h"

#include <torch/csrc/autograd/functions/utils.h>
#include <torch/torch.h>

#include <memory>

namespace tandem {
namespace {

using torch::autograd::SavedVariable;
using torch::autograd::variable_list;

constexpr double kNoActivation = 1.0;

class DenseBackward : public torch::autograd::Node {
 public:
  DenseBackward(const at::Tensor& input, const at::Tensor& weight, double negative_slope)
      : input_(input, false), weight_(weight, false), negative_slope_(negative_slope) {}

  void save_output(const at::Tensor& output) { output_ = SavedVariable(output, true); }

  variable_list apply(variable_list&& gradients) override {
    TORCH_CHECK(!at::GradMode::is_enabled(), "a dense layer is differentiable only once");
    variable_list results(3);
    at::Tensor gradient = gradients[0];
    if (!gradient.defined()) return results;
    const at::AutoDispatchBelowAutograd no_gradients;
    if (negative_slope_ == 0.0) {
      gradient = at::threshold_backward(gradient, output_.unpack(shared_from_this()), 0);
    } else if (negative_slope_ != kNoActivation) {
      gradient = at::leaky_relu_backward(gradient, output_.unpack(shared_from_this()),
                                         negative_slope_, /*self_is_result=*/true);
    }
    if (task_should_compute_output(0)) results[0] = at::mm(gradient, weight_.unpack());
    if (task_should_compute_output(1)) results[1] = at::mm(gradient.t(), input_.unpack());
    if (task_should_compute_output(2)) results[2] = gradient.sum(0);
    return results;
  }

  void release_variables() override {
    input_.reset_data();
    weight_.reset_data();
    output_.reset_data();
  }

  std::string name() const override { return "DenseBackward"; }

 private:
  SavedVariable input_;
  SavedVariable weight_;
  SavedVariable output_;
  double negative_slope_;
};

}  // namespace

at::Tensor dense(const at::Tensor& input, const torch::nn::LinearImpl& parameters,
                 double negative_slope) {
  const at::Tensor& weight = parameters.weight;
  const at::Tensor& bias = parameters.bias;
  at::Tensor output;
  {
    const at::AutoDispatchBelowAutograd no_gradients;
    output = at::addmm(bias, input, weight.t());
    if (negative_slope == 0.0) {
      at::relu_(output);
    } else if (negative_slope != kNoActivation) {
      at::leaky_relu_(output, negative_slope);
    }
  }
  if (!torch::autograd::compute_requires_grad(input, weight, bias)) return output;
  const std::shared_ptr<DenseBackward> node(new DenseBackward(input, weight, negative_slope),
                                            torch::autograd::deleteNode);
  node->set_next_edges(torch::autograd::collect_next_edges(input, weight, bias));
  torch::autograd::set_history(output, node);
  if (negative_slope != kNoActivation) node->save_output(output);
  return output;
}

}  // namespace tandem
