#include "framework/nn/layers/fused_linear.h"

#include <ATen/ATen.h>
#include <torch/csrc/autograd/functions/utils.h>

#include <memory>

namespace tandem {
namespace {

using torch::autograd::SavedVariable;
using torch::autograd::variable_list;

constexpr double kNoActivation = 1.0;

/// What the gradient of one layer needs.
struct SavedLayer {
  SavedVariable weight;
  double negative_slope;
  at::Tensor output;  // of every layer but the last: nothing outside sees it
};

void activate(at::Tensor& output, double negative_slope) {
  if (negative_slope == 0.0) {
    at::relu_(output);
  } else if (negative_slope != kNoActivation) {
    at::leaky_relu_(output, negative_slope);
  }
}

/// By the output alone, whose sign is that of the input for slopes from 0 on: the input need not be
/// kept.
at::Tensor activation_gradient(const at::Tensor& gradient, const at::Tensor& output,
                               double negative_slope) {
  if (negative_slope == 0.0) return at::threshold_backward(gradient, output, 0);
  return at::leaky_relu_backward(gradient, output, negative_slope, /*self_is_result=*/true);
}

/// Its inputs are the input of the first layer, then weight and bias of each.
class FusedLinearBackward : public torch::autograd::Node {
 public:
  FusedLinearBackward(const at::Tensor& input, std::vector<SavedLayer> layers)
      : input_(input, false), layers_(std::move(layers)) {}

  void save_output(const at::Tensor& output) { output_ = SavedVariable(output, true); }

  variable_list apply(variable_list&& gradients) override {
    TORCH_CHECK(!at::GradMode::is_enabled(), "a fused linear layer is differentiable only once");
    TORCH_CHECK(!layers_.empty(), torch::autograd::ERR_BACKWARD_TWICE);
    variable_list results(1 + 2 * layers_.size());
    at::Tensor gradient = gradients[0];
    if (!gradient.defined()) return results;
    const at::AutoDispatchBelowAutograd no_gradients;
    // Inputs are numbered from the front of the chain: what lies before the lowest one that is
    // asked for, as under layers that do not train, is not computed.
    size_t lowest = 0;
    while (!task_should_compute_output(lowest)) ++lowest;
    for (size_t i = layers_.size(); i-- > 0;) {
      const bool first = i == 0;
      const SavedLayer& layer = layers_[i];
      if (layer.negative_slope != kNoActivation) {
        const bool last = i + 1 == layers_.size();
        gradient =
            activation_gradient(gradient, last ? output_.unpack(shared_from_this()) : layer.output,
                                layer.negative_slope);
      }
      const size_t weight = 1 + 2 * i;
      if (task_should_compute_output(weight)) {
        results[weight] = at::mm(gradient.t(), first ? input_.unpack() : layers_[i - 1].output);
      }
      if (task_should_compute_output(weight + 1)) results[weight + 1] = gradient.sum(0);
      if (lowest >= weight) break;
      gradient = at::mm(gradient, layer.weight.unpack());
      if (first) results[0] = gradient;
    }
    return results;
  }

  void release_variables() override {
    input_.reset_data();
    output_.reset_data();
    layers_.clear();
  }

  std::string name() const override { return "FusedLinearBackward"; }

 private:
  SavedVariable input_;
  SavedVariable output_;
  std::vector<SavedLayer> layers_;
};

}  // namespace

at::Tensor fused_forward(const at::Tensor& input,
                         const std::vector<const FusedLinearImpl*>& layers) {
  std::vector<at::Tensor> variables = {input};
  for (const FusedLinearImpl* layer : layers) {
    variables.push_back(layer->weight);
    variables.push_back(layer->bias);
  }
  const bool records = torch::autograd::compute_requires_grad(variables);
  std::vector<SavedLayer> saved;
  at::Tensor output = input;
  {
    // Single operations record nothing: the node below stands for all of them.
    const at::AutoDispatchBelowAutograd no_gradients;
    for (const FusedLinearImpl* layer : layers) {
      output = at::addmm(layer->bias, output, layer->weight.t());
      // In place: nobody else has seen the product.
      activate(output, layer->negative_slope());
      if (!records) continue;
      saved.push_back({.weight = SavedVariable(layer->weight, false),
                       .negative_slope = layer->negative_slope(),
                       .output = saved.size() + 1 == layers.size() ? at::Tensor() : output});
    }
  }
  if (!records) return output;
  // With this deleter a long chain of nodes is freed without recursion.
  const std::shared_ptr<FusedLinearBackward> node(new FusedLinearBackward(input, std::move(saved)),
                                                  torch::autograd::deleteNode);
  node->set_next_edges(torch::autograd::collect_next_edges(variables));
  torch::autograd::set_history(output, node);
  // Only once the output knows its node. Before, the output itself would be kept, and with the node
  // that it then gets it would form a cycle that is never freed.
  if (layers.back()->negative_slope() != kNoActivation) node->save_output(output);
  return output;
}

at::Tensor FusedLinearImpl::forward(const at::Tensor& input) {
  return fused_forward(input, {this});
}

}  // namespace tandem
