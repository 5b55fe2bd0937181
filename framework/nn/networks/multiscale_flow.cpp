#include "framework/nn/networks/multiscale_flow.h"

#include <ATen/ATen.h>
#include <torch/nn/module.h>
#include <torch/utils.h>

#include <algorithm>
#include <utility>

#include "framework/core/error.h"

namespace tandem {
namespace {

/// Of squeezed blocks the pixels upper left and lower right, and the other two.
struct Diagonals {
  at::Tensor staying;
  at::Tensor leaving;
};

Diagonals split_diagonals(const at::Tensor& squeezed) {
  const std::vector<at::Tensor> places = squeezed.chunk(4, 1);
  return {.staying = at::cat({places[0], places[3]}, 1),
          .leaving = at::cat({places[1], places[2]}, 1)};
}

at::Tensor join_diagonals(const Diagonals& diagonals) {
  const std::vector<at::Tensor> staying = diagonals.staying.chunk(2, 1);
  const std::vector<at::Tensor> leaving = diagonals.leaving.chunk(2, 1);
  return at::cat({staying[0], leaving[0], leaving[1], staying[1]}, 1);
}

}  // namespace

at::Tensor squeeze_blocks(const at::Tensor& images) {
  const auto sizes = images.sizes();
  // From (N, C, h, row, w, column) to (N, row, column, C, h, w): places in a block come first.
  return images.view({sizes[0], sizes[1], sizes[2] / 2, 2, sizes[3] / 2, 2})
      .permute({0, 3, 5, 1, 2, 4})
      .reshape({sizes[0], 4 * sizes[1], sizes[2] / 2, sizes[3] / 2});
}

at::Tensor unsqueeze_blocks(const at::Tensor& images) {
  const auto sizes = images.sizes();
  return images.reshape({sizes[0], 2, 2, sizes[1] / 4, sizes[2], sizes[3]})
      .permute({0, 3, 4, 1, 5, 2})
      .reshape({sizes[0], sizes[1] / 4, 2 * sizes[2], 2 * sizes[3]});
}

MultiscaleFlowImpl::MultiscaleFlowImpl(const FlowShape& shape) : shape_(shape) {
  const int64_t divisor = int64_t{1} << (shape.initial_squeezes + shape.num_scales - 1);
  if (shape.height % divisor != 0 || shape.width % divisor != 0) {
    throw Error(ExitCode::kInternal,
                {.what = "an image cannot be halved as often as the flow squeezes it",
                 .expected = "sides that are multiples of " + std::to_string(divisor)});
  }
  int64_t channels = shape.channels << (2 * shape.initial_squeezes);
  int64_t height = shape.height >> shape.initial_squeezes;
  int64_t width = shape.width >> shape.initial_squeezes;
  CouplingOptions coupling{.channels = channels,
                           .hidden_channels = shape.hidden_channels,
                           .residual_blocks = shape.residual_blocks};
  for (int64_t i = 0; i < shape.num_scales; ++i) {
    const std::string name = "scale" + std::to_string(i) + "_";
    const bool last = i + 1 == shape.num_scales;
    Scale scale;
    coupling.mask = CouplingMask::kCheckerboard;
    coupling.channels = channels;
    scale.checkerboards =
        make_steps(name + "checkerboard", shape.couplings + (last ? 1 : 0), coupling);
    if (!last) {
      height /= 2;
      width /= 2;
      coupling.mask = CouplingMask::kChannels;
      coupling.channels = 4 * channels;
      coupling.hidden_channels *= 2;
      scale.channels = make_steps(name + "channels", shape.couplings, coupling);
      // A squeeze makes four channels of one, and half of them leave.
      channels *= 2;
    }
    scale.latent_shape = {channels, height, width};
    scales_.push_back(std::move(scale));
  }
}

std::vector<MultiscaleFlowImpl::Step> MultiscaleFlowImpl::make_steps(const std::string& name,
                                                                     int64_t count,
                                                                     CouplingOptions options) {
  std::vector<Step> steps;
  for (int64_t i = 0; i < count; ++i) {
    const std::string place = std::to_string(i);
    const NamedNorm norm = make_invertible_norm(shape_.normalization, options.channels);
    register_module(std::string(name).append("_norm").append(place), norm.module);
    // In turns: what one coupling leaves as it is, the next one changes.
    options.flipped = i % 2 == 1;
    steps.push_back({norm.norm, register_module(name + place, AffineCoupling(options))});
  }
  return steps;
}

Transformed MultiscaleFlowImpl::walk(const at::Tensor& images, bool initializes) {
  at::Tensor values = images;
  at::Tensor log_determinant = at::zeros({images.size(0)}, images.options());
  const auto run = [&](std::vector<Step>& steps) {
    for (Step& step : steps) {
      // By what the steps before it, initialized already, make of the images.
      if (initializes) step.norm->initialize(values);
      const Transformed normalized = step.norm->normalize(values);
      const Transformed coupled = step.coupling->forward(normalized.values);
      values = coupled.values;
      log_determinant = log_determinant + normalized.log_determinant + coupled.log_determinant;
    }
  };
  for (int64_t i = 0; i < shape_.initial_squeezes; ++i) values = squeeze_blocks(values);
  std::vector<at::Tensor> latents;
  for (Scale& scale : scales_) {
    run(scale.checkerboards);
    if (scale.channels.empty()) {
      latents.push_back(values.flatten(1));
      break;
    }
    values = squeeze_blocks(values);
    run(scale.channels);
    const Diagonals diagonals = split_diagonals(values);
    values = diagonals.staying;
    latents.push_back(diagonals.leaving.flatten(1));
  }
  // In the order in which the inverse asks for them.
  std::reverse(latents.begin(), latents.end());
  return {.values = at::cat(latents, 1), .log_determinant = log_determinant};
}

at::Tensor MultiscaleFlowImpl::inverse(const at::Tensor& latents) {
  const auto run_back = [](std::vector<Step>& steps, at::Tensor values) {
    for (size_t i = steps.size(); i-- > 0;) {
      // On the way there the norm comes first.
      values = steps[i].norm->inverse(steps[i].coupling->inverse(values));
    }
    return values;
  };
  int64_t position = 0;
  const auto next_latents = [&](const Scale& scale) {
    std::vector<int64_t> shape = scale.latent_shape;
    const int64_t count = shape[0] * shape[1] * shape[2];
    shape.insert(shape.begin(), latents.size(0));
    position += count;
    return latents.narrow(1, position - count, count).reshape(shape);
  };
  at::Tensor values;
  for (size_t i = scales_.size(); i-- > 0;) {
    Scale& scale = scales_[i];
    const at::Tensor entering = next_latents(scale);
    if (scale.channels.empty()) {
      values = entering;
    } else {
      values = unsqueeze_blocks(run_back(scale.channels, join_diagonals({values, entering})));
    }
    values = run_back(scale.checkerboards, values);
  }
  for (int64_t i = 0; i < shape_.initial_squeezes; ++i) values = unsqueeze_blocks(values);
  return values;
}

void MultiscaleFlowImpl::initialize(const at::Tensor& images) {
  const torch::NoGradGuard no_gradients;
  walk(images, /*initializes=*/true);
}

}  // namespace tandem
