#include "framework/model/latents.h"

#include <ATen/ATen.h>

#include <algorithm>

#include "framework/core/error.h"

namespace tandem {
namespace {

/// Columns: a category is one-hot, a continuous code a single number.
int64_t width_of(const Condition& condition) {
  return std::max<int64_t>(condition.num_categories, 1);
}

}  // namespace

at::TensorOptions latent_options(const torch::nn::Module& network) {
  return network.parameters().front().options().requires_grad(false);
}

at::Tensor draw_normal(int64_t count, int64_t size, const torch::nn::Module& network) {
  return at::randn({count, size}, latent_options(network));
}

at::Tensor as_one_hot(const at::Tensor& categories, int64_t num_categories) {
  // at::one_hot reads the extremes back.
  const at::Tensor all = at::arange(num_categories, categories.options());
  return categories.unsqueeze(1).eq(all).to(at::kFloat);
}

LatentLayout::LatentLayout(int64_t noise_size, const std::vector<Condition>& conditions)
    : conditions_(conditions), size_(noise_size) {
  for (const Condition& condition : conditions_) {
    begins_.push_back(size_);
    size_ += width_of(condition);
  }
}

at::Tensor LatentLayout::draw_behind(const at::Tensor& noise) const {
  std::vector<at::Tensor> parts = {noise};
  const int64_t count = noise.size(0);
  for (const Condition& condition : conditions_) {
    if (condition.num_categories > 0) {
      const at::Tensor drawn =
          at::randint(condition.num_categories, {count}, noise.options().dtype(at::kLong));
      parts.push_back(as_one_hot(drawn, condition.num_categories));
    } else {
      parts.push_back(at::rand({count, 1}, noise.options()).mul_(2.0).sub_(1.0));
    }
  }
  return at::cat(parts, 1);
}

at::Tensor LatentLayout::part(const at::Tensor& latents, size_t index) const {
  return latents.narrow(1, begins_.at(index), width_of(conditions_.at(index)));
}

at::Tensor LatentLayout::with_condition(const at::Tensor& latents, const std::string& condition,
                                        const at::Tensor& values) const {
  const size_t index = index_of(condition);
  const int64_t num_categories = conditions_[index].num_categories;
  at::Tensor result = latents.clone();
  // A view of the clone: writing to it changes the result.
  part(result, index)
      .copy_(num_categories > 0 ? as_one_hot(values, num_categories) : values.unsqueeze(1));
  return result;
}

at::Tensor LatentLayout::condition_values(const at::Tensor& latents,
                                          const std::string& condition) const {
  const size_t index = index_of(condition);
  const at::Tensor own = part(latents, index);
  return conditions_[index].num_categories > 0 ? own.argmax(1) : own.select(1, 0).clone();
}

size_t LatentLayout::index_of(const std::string& condition) const {
  for (size_t index = 0; index < conditions_.size(); ++index) {
    if (conditions_[index].name == condition) return index;
  }
  throw Error(ExitCode::kInternal, {.what = "the model has no such condition", .got = condition});
}

}  // namespace tandem
