#include "framework/nn/layers/invertible_norm.h"

#include <ATen/ATen.h>
#include <torch/nn/module.h>
#include <torch/utils.h>

#include <tuple>

#include "framework/core/choice.h"

namespace tandem {
namespace {

constexpr double kEpsilon = 1e-5;  // added to variances
constexpr double kMomentum = 0.1;  // of the running statistics

/// Mean and variance (divided by the count) of each channel, (C, 1, 1).
std::tuple<at::Tensor, at::Tensor> statistics_of(const at::Tensor& images) {
  const auto [variance, mean] = at::var_mean(images, at::IntArrayRef({0, 2, 3}),
                                             /*correction=*/at::Scalar(0), /*keepdim=*/true);
  return {mean.squeeze(0), variance.squeeze(0)};
}

int64_t num_places(const at::Tensor& images) { return images.size(2) * images.size(3); }

template <class Norm>
NamedNorm named(int64_t channels) {
  const auto norm = std::make_shared<Norm>(channels);
  return {norm, norm};
}

constexpr Choice<NamedNorm (*)(int64_t channels)> kInvertibleNorms[] = {
    {"activation_norm", named<ActivationNorm>}, {"batch_norm", named<InvertibleBatchNorm>}};

}  // namespace

ActivationNorm::ActivationNorm(int64_t channels)
    : bias_(register_parameter("bias", at::zeros({channels, 1, 1}))),
      log_scale_(register_parameter("log_scale", at::zeros({channels, 1, 1}))) {}

Transformed ActivationNorm::normalize(const at::Tensor& images) {
  return {.values = (images + bias_) * log_scale_.exp(),
          // Every place of a channel is scaled alike.
          .log_determinant = log_scale_.sum() * num_places(images)};
}

at::Tensor ActivationNorm::inverse(const at::Tensor& images) {
  return images * (-log_scale_).exp() - bias_;
}

void ActivationNorm::initialize(const at::Tensor& images) {
  const torch::NoGradGuard no_gradients;
  const auto [mean, variance] = statistics_of(images);
  bias_.copy_(-mean);
  log_scale_.copy_((variance + kEpsilon).log() * -0.5);
}

InvertibleBatchNorm::InvertibleBatchNorm(int64_t channels)
    : running_mean_(register_buffer("running_mean", at::zeros({channels, 1, 1}))),
      running_variance_(register_buffer("running_variance", at::ones({channels, 1, 1}))) {}

Transformed InvertibleBatchNorm::normalize(const at::Tensor& images) {
  at::Tensor mean = running_mean_;
  at::Tensor variance = running_variance_;
  if (is_training()) {
    // Gradients flow through the statistics of the micro-batch, not into the running ones.
    std::tie(mean, variance) = statistics_of(images);
    const torch::NoGradGuard no_gradients;
    running_mean_.lerp_(mean, kMomentum);
    running_variance_.lerp_(variance, kMomentum);
  }
  const at::Tensor shifted = variance + kEpsilon;
  return {.values = (images - mean) * shifted.rsqrt(),
          .log_determinant = shifted.log().sum() * (-0.5 * num_places(images))};
}

at::Tensor InvertibleBatchNorm::inverse(const at::Tensor& images) {
  // Also in training: the statistics of the micro-batch are those of x, which is not known here.
  return images * (running_variance_ + kEpsilon).sqrt() + running_mean_;
}

std::vector<std::string> invertible_norm_names() { return names_of(kInvertibleNorms); }

NamedNorm make_invertible_norm(const std::string& name, int64_t channels) {
  return chosen(kInvertibleNorms, name)(channels);
}

}  // namespace tandem
