#include "framework/model/image_pool.h"

#include <ATen/ATen.h>
#include <torch/utils.h>

namespace tandem {
namespace {

std::string images_name(const ImagePoolOptions& options) { return options.name + "_images"; }
std::string count_name(const ImagePoolOptions& options) { return options.name + "_count"; }

/// first, first + 1, …, as the type of `like`.
at::Tensor places_from(int64_t first, int64_t count, const at::Tensor& like) {
  return at::arange(first, first + count, like.options());
}

}  // namespace

std::vector<LaneState> image_pool_states(const ImagePoolOptions& options) {
  if (options.size == 0) return {};
  std::vector<int64_t> shape = options.shape;
  shape.insert(shape.begin(), options.size);
  return {{images_name(options), [shape](int64_t) { return at::zeros(shape); }},
          // float32, as all lane state: exact for any pool that fits into memory.
          {count_name(options), [](int64_t) { return at::zeros({1}); }}};
}

at::Tensor exchanged(const at::Tensor& images, const ImagePoolOptions& options,
                     const Context& context) {
  if (options.size == 0) return images;
  const torch::NoGradGuard no_gradients;
  at::Tensor pool = context.lane_state(images_name(options));
  at::Tensor count = context.lane_state(count_name(options));
  const int64_t num_images = images.size(0);
  // Everything that does not depend on the images, for all of them at once.
  // The count is never read back: the host would wait for the device at each micro-batch.
  const at::Tensor first = count.to(at::kLong);
  const at::Tensor places = first + places_from(0, num_images, first);
  const at::Tensor full = places >= options.size;
  // A slot per image: the next free one or, once the pool is full, a random one.
  const at::Tensor slots = at::where(full, at::randint_like(places, options.size), places);
  const at::Tensor swaps = at::rand({num_images}, images.options()).lt(0.5).logical_and(full);
  const at::Tensor stores = swaps.logical_or(full.logical_not());
  // Pool and images one after the other, and where in there a slot's content lies: reading by index
  // is fast everywhere, but writing by index sorts the indices where a GPU is to be deterministic.
  const at::Tensor all = at::cat({pool, images});
  const at::Tensor numbers = places_from(options.size, num_images, slots);
  // `stored` (N) or (P, N): which images are in the pool when the P slots `of` are looked at.
  // Numbers of images are above those of slots and rise with time: the largest is the last stored.
  const auto content = [&](const at::Tensor& of, const at::Tensor& stored) {
    const at::Tensor is_there = stored.logical_and(of.unsqueeze(1).eq(slots));
    return at::where(is_there, numbers, of.unsqueeze(1)).amax(1);
  };
  // An image finds in its slot what the images in front of it left there.
  const at::Tensor earlier = stores.expand({num_images, num_images}).tril(-1);
  const at::Tensor results =
      all.index_select(0, at::where(swaps, content(slots, earlier), numbers));
  pool.copy_(all.index_select(0, content(places_from(0, options.size, slots), stores)));
  count.add_(static_cast<double>(num_images)).clamp_max_(static_cast<double>(options.size));
  return results;
}

}  // namespace tandem
