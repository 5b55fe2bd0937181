#include "framework/nn/networks/backbones.h"

#include <torch/torch.h>

#include <algorithm>

#include "framework/nn/layers/maxout.h"
#include "framework/nn/layers/normalization.h"
#include "framework/nn/layers/virtual_batch_norm.h"
#include "framework/nn/networks/dense.h"

namespace tandem {
namespace {

namespace nn = torch::nn;

void push_activation(nn::SequentialImpl& layers, double negative_slope) {
  if (negative_slope > 0) {
    layers.push_back(
        nn::LeakyReLU(nn::LeakyReLUOptions().negative_slope(negative_slope).inplace(true)));
  } else {
    layers.push_back(nn::ReLU(nn::ReLUOptions().inplace(true)));
  }
}

/// The one chosen; else leaky ReLU with this slope, in place.
void push_activation(nn::SequentialImpl& layers, const PyramidOptions& options,
                     double negative_slope) {
  if (options.activation != nullptr) {
    layers.push_back(nn::Functional(options.activation));
  } else {
    push_activation(layers, negative_slope);
  }
}

/// A side that is halved, rounding up, until it does not exceed `smallest`: for 28 and 4: 28 14
/// 7 4.
std::vector<int64_t> halved_sizes(int64_t size, int64_t smallest) {
  std::vector<int64_t> sizes = {size};
  while (sizes.back() > smallest) sizes.push_back((sizes.back() + 1) / 2);
  return sizes;
}

/// Heights and widths of all levels, both lists of one length: the image first.
struct Levels {
  std::vector<int64_t> heights;
  std::vector<int64_t> widths;
  explicit Levels(const PyramidOptions& options)
      : heights(halved_sizes(options.height, 4)), widths(halved_sizes(options.width, 4)) {
    while (heights.size() < widths.size()) heights.push_back((heights.back() + 1) / 2);
    while (widths.size() < heights.size()) widths.push_back((widths.back() + 1) / 2);
  }
  size_t count() const { return heights.size() - 1; }
};

int64_t channels_of(const PyramidOptions& options, size_t level) {
  return level == 0 ? options.channels : options.base_channels << (level - 1);
}

/// A linear layer, its norm and its activation, each in its place.
void push_hidden(nn::SequentialImpl& layers, const MultilayerOptions& options, int64_t from,
                 int64_t to) {
  const int64_t outputs = to * std::max<int64_t>(options.maxout_pieces, 1);
  layers.push_back(Dense(from, outputs, 1.0));
  if (options.num_reference > 0) {
    layers.push_back(VirtualBatchNorm(outputs, options.num_reference));
  } else if (options.batch_norm) {
    layers.push_back(nn::BatchNorm1d(outputs));
  }
  if (options.maxout_pieces > 0) {
    layers.push_back(Maxout(options.maxout_pieces));
  } else {
    push_activation(layers, options.negative_slope);
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
      push_back(Dense(widths[i], widths[i + 1], options.negative_slope));
      push_back(nn::Identity());
    } else {
      push_hidden(*this, options, widths[i], widths[i + 1]);
    }
    if (options.dropout > 0) push_back(nn::Dropout(options.dropout));
  }
  last_layer_ = size();
  push_back(Dense(widths[widths.size() - 2] + options.num_appended, widths.back(), 1.0));
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
  std::vector<const DenseImpl*> waiting;
  const auto run_waiting = [&] {
    if (!waiting.empty()) activations = dense(activations, waiting);
    waiting.clear();
  };
  for (size_t place = first; place < last; ++place) {
    nn::AnyModule& module = *(begin() + static_cast<std::ptrdiff_t>(place));
    const std::shared_ptr<nn::Module> layer = module.ptr();
    if (const auto* dense_layer = dynamic_cast<const DenseImpl*>(layer.get())) {
      waiting.push_back(dense_layer);
    } else if (dynamic_cast<const nn::IdentityImpl*>(layer.get()) == nullptr) {
      run_waiting();
      activations = module.forward(activations);
    }
  }
  run_waiting();
  return activations;
}

nn::Sequential convolutional_encoder(const PyramidOptions& options, int64_t num_outputs) {
  const Levels levels(options);
  nn::Sequential layers;
  for (size_t level = 0; level < levels.count(); ++level) {
    layers->push_back(nn::Conv2d(
        nn::Conv2dOptions(channels_of(options, level), channels_of(options, level + 1), 5)
            .stride(2)
            .padding(2)));
    if (level > 0) push_norm(*layers, options.norm, channels_of(options, level + 1));
    push_activation(*layers, options, 0.2);
  }
  layers->push_back(nn::Flatten());
  layers->push_back(nn::Linear(
      channels_of(options, levels.count()) * levels.heights.back() * levels.widths.back(),
      num_outputs));
  return layers;
}

nn::Sequential convolutional_generator(const PyramidOptions& options, int64_t latent_size) {
  const Levels levels(options);
  nn::Sequential layers;
  const int64_t top = channels_of(options, levels.count());
  layers->push_back(nn::Linear(latent_size, top * levels.heights.back() * levels.widths.back()));
  layers->push_back(
      nn::Unflatten(nn::UnflattenOptions(1, {top, levels.heights.back(), levels.widths.back()})));
  for (size_t level = levels.count(); level > 0; --level) {
    push_norm(*layers, options.norm, channels_of(options, level));
    push_activation(*layers, options, 0.0);
    // A stride of 2 leads from n to 2n − 1, or to 2n with one row and column of output padding.
    const auto padding = [](int64_t from, int64_t to) { return to - (2 * from - 1); };
    layers->push_back(nn::ConvTranspose2d(
        nn::ConvTranspose2dOptions(channels_of(options, level), channels_of(options, level - 1), 5)
            .stride(2)
            .padding(2)
            .output_padding({padding(levels.heights[level], levels.heights[level - 1]),
                             padding(levels.widths[level], levels.widths[level - 1])})));
  }
  return layers;
}

}  // namespace tandem
