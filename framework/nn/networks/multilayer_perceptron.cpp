#include "framework/nn/networks/multilayer_perceptron.h"

#include <ATen/ATen.h>
#include <torch/nn/module.h>
#include <torch/nn/modules/batchnorm.h>
#include <torch/nn/modules/container/any.h>
#include <torch/nn/modules/container/sequential.h>
#include <torch/nn/modules/dropout.h>
#include <torch/nn/modules/linear.h>

#include <algorithm>
#include <utility>

#include "framework/nn/layers/activations.h"
#include "framework/nn/layers/fused_linear.h"
#include "framework/nn/layers/maxout.h"
#include "framework/nn/layers/virtual_batch_norm.h"

namespace tandem {
namespace {

namespace nn = torch::nn;

/// A linear layer, its norm and its activation, each in its place.
void push_hidden(nn::SequentialImpl& layers, const MultilayerOptions& options, int64_t from,
                 int64_t to) {
  const int64_t outputs = to * std::max<int64_t>(options.maxout_pieces, 1);
  // Slope 1: the activation is not inside, for a norm or maxout comes first.
  layers.push_back(FusedLinear(from, outputs, 1.0));
  if (options.num_reference > 0) {
    layers.push_back(VirtualBatchNorm(outputs, options.num_reference));
  } else if (options.batch_norm) {
    layers.push_back(nn::BatchNorm1d(outputs));
  }
  if (options.maxout_pieces > 0) {
    layers.push_back(Maxout(options.maxout_pieces));
  } else {
    push_leaky_relu(layers, options.negative_slope);
  }
}

}  // namespace

std::vector<int64_t> joined_widths(int64_t first, const std::vector<int64_t>& hidden,
                                   int64_t last) {
  std::vector<int64_t> widths = {first};
  widths.insert(widths.end(), hidden.begin(), hidden.end());
  widths.push_back(last);
  return widths;
}

MultilayerPerceptronImpl::MultilayerPerceptronImpl(const MultilayerOptions& options) {
  const std::vector<int64_t>& widths = options.widths;
  if (options.input_dropout > 0) push_back(nn::Dropout(options.input_dropout));
  for (size_t i = 0; i + 2 < widths.size(); ++i) {
    if (!options.batch_norm && options.num_reference == 0 && options.maxout_pieces == 0) {
      // The activation is inside; its place stays, so that names are those of the usual layers.
      push_back(FusedLinear(widths[i], widths[i + 1], options.negative_slope));
      push_back(nn::Identity());
    } else {
      push_hidden(*this, options, widths[i], widths[i + 1]);
    }
    if (options.dropout > 0) push_back(nn::Dropout(options.dropout));
  }
  last_layer_ = size();
  push_back(FusedLinear(widths[widths.size() - 2] + options.num_appended, widths.back(), 1.0));
}

at::Tensor MultilayerPerceptronImpl::forward(at::Tensor activations) {
  return run(std::move(activations), 0, size());
}

at::Tensor MultilayerPerceptronImpl::hidden(at::Tensor activations) {
  return run(std::move(activations), 0, last_layer_);
}

at::Tensor MultilayerPerceptronImpl::output(at::Tensor inputs) {
  return run(std::move(inputs), last_layer_, size());
}

at::Tensor MultilayerPerceptronImpl::run(at::Tensor activations, size_t first, size_t last) {
  // Linear layers wait until one of another kind follows, and then run as one node. An identity is
  // none: it holds the place of an activation that the linear layer before it computes.
  std::vector<const FusedLinearImpl*> waiting;
  const auto run_waiting = [&] {
    if (!waiting.empty()) activations = fused_forward(activations, waiting);
    waiting.clear();
  };
  for (size_t place = first; place < last; ++place) {
    nn::AnyModule& module = *(begin() + static_cast<std::ptrdiff_t>(place));
    const std::shared_ptr<nn::Module> layer = module.ptr();
    if (const auto* linear = layer->as<FusedLinearImpl>()) {
      waiting.push_back(linear);
    } else if (layer->as<nn::IdentityImpl>() == nullptr) {
      run_waiting();
      activations = module.forward(activations);
    }
  }
  run_waiting();
  return activations;
}

}  // namespace tandem
