#include "framework/nn/networks/inception.h"

#include <ATen/ATen.h>

#include <string>
#include <utility>

namespace tandem {
namespace {

constexpr int64_t kSide = 299;
constexpr double kInceptionEpsilon = 1e-3;
constexpr int64_t kInceptionClasses = 1008;

using Kernel = std::array<int64_t, 2>;
constexpr Kernel kOne = {1, 1};
constexpr Kernel kThree = {3, 3};
constexpr Kernel kFive = {5, 5};
constexpr Kernel kWide = {1, 7};
constexpr Kernel kHigh = {7, 1};

/// Half of the kernel: the image keeps its size.
constexpr Kernel around(const Kernel& kernel) { return {kernel[0] / 2, kernel[1] / 2}; }

/// A convolution with batch norm and rectifier, or a chain of them.
/// Every step gives a new chain, so that branches can part from any of them.
class Chain {
 public:
  Chain(const NamedLayers& layers, std::string prefix, at::Tensor images)
      : layers_(layers), prefix_(std::move(prefix)), images_(std::move(images)) {}

  /// Keeps the size.
  Chain then(const std::string& name, int64_t channels, const Kernel& kernel = kOne) const {
    return with(name, {.channels = channels, .kernel = kernel, .padding = around(kernel)});
  }
  /// Without padding.
  Chain inside(const std::string& name, int64_t channels, int64_t stride = 1) const {
    return with(name, {.channels = channels, .kernel = kThree, .stride = stride});
  }
  Chain pooled() const { return {layers_, prefix_, at::max_pool2d(images_, 3, 2)}; }
  const at::Tensor& images() const { return images_; }

 private:
  Chain with(const std::string& name, const ConvolutionSizes& sizes) const {
    const std::string whole = prefix_ + name;
    const at::Tensor convolved = layers_.convolve_unbiased(images_, whole + ".conv", sizes);
    return {layers_, prefix_,
            layers_.normalize(convolved, whole + ".bn", kInceptionEpsilon).relu()};
  }

  const NamedLayers& layers_;
  std::string prefix_;
  at::Tensor images_;
};

/// The branch that averages over neighbours, those outside of the image left out.
at::Tensor averaged(const NamedLayers& layers, const std::string& prefix, const at::Tensor& images,
                    int64_t channels) {
  const at::Tensor mean =
      at::avg_pool2d(images, 3, 1, 1, /*ceil_mode=*/false, /*count_include_pad=*/false);
  return Chain(layers, prefix, mean).then("branch_pool", channels).images();
}

at::Tensor block_a(const NamedLayers& layers, const std::string& prefix, const at::Tensor& images,
                   int64_t pool_channels) {
  const Chain block(layers, prefix, images);
  // The order of branches belongs to the weights: channels of the next layer follow it.
  return at::cat({block.then("branch1x1", 64).images(),
                  block.then("branch5x5_1", 48).then("branch5x5_2", 64, kFive).images(),
                  block.then("branch3x3dbl_1", 64)
                      .then("branch3x3dbl_2", 96, kThree)
                      .then("branch3x3dbl_3", 96, kThree)
                      .images(),
                  averaged(layers, prefix, images, pool_channels)},
                 1);
}

/// Halves the size.
at::Tensor block_b(const NamedLayers& layers, const std::string& prefix, const at::Tensor& images) {
  const Chain block(layers, prefix, images);
  return at::cat({block.inside("branch3x3", 384, 2).images(),
                  block.then("branch3x3dbl_1", 64)
                      .then("branch3x3dbl_2", 96, kThree)
                      .inside("branch3x3dbl_3", 96, 2)
                      .images(),
                  block.pooled().images()},
                 1);
}

at::Tensor block_c(const NamedLayers& layers, const std::string& prefix, const at::Tensor& images,
                   int64_t channels) {
  const Chain block(layers, prefix, images);
  return at::cat({block.then("branch1x1", 192).images(),
                  block.then("branch7x7_1", channels)
                      .then("branch7x7_2", channels, kWide)
                      .then("branch7x7_3", 192, kHigh)
                      .images(),
                  block.then("branch7x7dbl_1", channels)
                      .then("branch7x7dbl_2", channels, kHigh)
                      .then("branch7x7dbl_3", channels, kWide)
                      .then("branch7x7dbl_4", channels, kHigh)
                      .then("branch7x7dbl_5", 192, kWide)
                      .images(),
                  averaged(layers, prefix, images, 192)},
                 1);
}

/// Halves the size.
at::Tensor block_d(const NamedLayers& layers, const std::string& prefix, const at::Tensor& images) {
  const Chain block(layers, prefix, images);
  return at::cat({block.then("branch3x3_1", 192).inside("branch3x3_2", 320, 2).images(),
                  block.then("branch7x7x3_1", 192)
                      .then("branch7x7x3_2", 192, kWide)
                      .then("branch7x7x3_3", 192, kHigh)
                      .inside("branch7x7x3_4", 192, 2)
                      .images(),
                  block.pooled().images()},
                 1);
}

/// All branches but the pooling.
at::Tensor block_e(const NamedLayers& layers, const std::string& prefix, const at::Tensor& images) {
  const Chain block(layers, prefix, images);
  const Chain narrow = block.then("branch3x3_1", 384);
  const Chain doubled = block.then("branch3x3dbl_1", 448).then("branch3x3dbl_2", 384, kThree);
  return at::cat(
      {block.then("branch1x1", 320).images(), narrow.then("branch3x3_2a", 384, {1, 3}).images(),
       narrow.then("branch3x3_2b", 384, {3, 1}).images(),
       doubled.then("branch3x3dbl_3a", 384, {1, 3}).images(),
       doubled.then("branch3x3dbl_3b", 384, {3, 1}).images()},
      1);
}

/// Where pixels of the result lie between pixels of the input.
struct Neighbours {
  at::Tensor lower;
  at::Tensor upper;
  at::Tensor part;  // of the way to the upper one
};

Neighbours neighbours(int64_t input, int64_t side, const at::Tensor& like) {
  // TensorFlow keeps the ratio in single precision, whatever it resizes.
  const double ratio = static_cast<float>(input) / static_cast<float>(side);
  const at::Tensor place = at::arange(side, like.options()) * ratio;
  const at::Tensor lower = place.to(at::kLong);
  // The last pixel has none behind it and stands for it.
  return {lower, (lower + 1).clamp_max(input - 1), place - lower};
}

}  // namespace

at::Tensor resize_like_tensorflow(const at::Tensor& images, int64_t side) {
  const Neighbours rows = neighbours(images.size(2), side, images);
  const Neighbours columns = neighbours(images.size(3), side, images);
  const auto between = [&](const at::Tensor& of_rows) {
    const at::Tensor left = of_rows.index_select(3, columns.lower);
    return left + (of_rows.index_select(3, columns.upper) - left) * columns.part;
  };
  const at::Tensor top = between(images.index_select(2, rows.lower));
  const at::Tensor bottom = between(images.index_select(2, rows.upper));
  return top + (bottom - top) * rows.part.unsqueeze(1);
}

InceptionOutput inception(const NamedLayers& layers, const at::Tensor& images) {
  // From 0 … 255 to [−1, 1), as the weights were trained with.
  const at::Tensor input = (resize_like_tensorflow(images, kSide) - 128) / 128;
  at::Tensor x = Chain(layers, "", input)
                     .inside("Conv2d_1a_3x3", 32, 2)
                     .inside("Conv2d_2a_3x3", 32)
                     .then("Conv2d_2b_3x3", 64, kThree)
                     .pooled()
                     .then("Conv2d_3b_1x1", 80)
                     .inside("Conv2d_4a_3x3", 192)
                     .pooled()
                     .images();
  x = block_a(layers, "Mixed_5b.", x, 32);
  x = block_a(layers, "Mixed_5c.", x, 64);
  x = block_a(layers, "Mixed_5d.", x, 64);
  x = block_b(layers, "Mixed_6a.", x);
  x = block_c(layers, "Mixed_6b.", x, 128);
  x = block_c(layers, "Mixed_6c.", x, 160);
  x = block_c(layers, "Mixed_6d.", x, 160);
  x = block_c(layers, "Mixed_6e.", x, 192);
  x = block_d(layers, "Mixed_7a.", x);
  x = at::cat({block_e(layers, "Mixed_7b.", x), averaged(layers, "Mixed_7b.", x, 192)}, 1);
  const at::Tensor greatest = at::max_pool2d(x, 3, 1, 1);
  const at::Tensor pooled = Chain(layers, "Mixed_7c.", greatest).then("branch_pool", 192).images();
  x = at::cat({block_e(layers, "Mixed_7c.", x), pooled}, 1);
  const at::Tensor features = mean_over_pixels(x);
  const at::Tensor weight = layers.tensor("fc.weight", {kInceptionClasses, kInceptionFeatures});
  (void)layers.tensor("fc.bias", {kInceptionClasses});  // which the published score leaves out
  return {features, features.mm(weight.t())};
}

}  // namespace tandem
