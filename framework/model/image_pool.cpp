#include "framework/model/image_pool.h"

#include <torch/torch.h>

namespace tandem {
namespace {

std::string images_name(const ImagePoolOptions& options) { return options.name + "_images"; }
std::string count_name(const ImagePoolOptions& options) { return options.name + "_count"; }

}  // namespace

std::vector<LaneState> image_pool_states(const ImagePoolOptions& options) {
  if (options.size == 0) return {};
  std::vector<int64_t> shape = options.shape;
  shape.insert(shape.begin(), options.size);
  return {{images_name(options), [shape](int64_t) { return at::zeros(shape); }},
          {count_name(options), [](int64_t) { return at::zeros({1}); }}};
}

at::Tensor exchanged(const at::Tensor& images, const ImagePoolOptions& options,
                     const Context& context) {
  if (options.size == 0) return images;
  const torch::NoGradGuard no_gradients;
  at::Tensor pool = context.lane(images_name(options));
  at::Tensor count = context.lane(count_name(options));
  const int64_t num_images = images.size(0);
  // Everything that does not depend on the images, for all of them at once.
  const at::Tensor places =
      count.to(at::kLong) + at::arange(num_images, images.options().dtype(at::kLong));
  const at::Tensor full = places >= options.size;
  const at::Tensor slots = at::where(full, at::randint_like(places, options.size), places);
  const at::Tensor swaps = at::rand({num_images}, images.options()).lt(0.5).logical_and(full);
  const at::Tensor stores = swaps.logical_or(full.logical_not());
  std::vector<at::Tensor> results;
  for (int64_t i = 0; i < num_images; ++i) {
    const at::Tensor slot = slots.narrow(0, i, 1);
    const at::Tensor image = images.narrow(0, i, 1);
    const at::Tensor stored = pool.index_select(0, slot);
    results.push_back(at::where(swaps.narrow(0, i, 1).view({1, 1, 1, 1}), stored, image));
    pool.index_copy_(0, slot, at::where(stores.narrow(0, i, 1).view({1, 1, 1, 1}), image, stored));
  }
  count.add_(static_cast<double>(num_images)).clamp_max_(static_cast<double>(options.size));
  return at::cat(results);
}

}  // namespace tandem
