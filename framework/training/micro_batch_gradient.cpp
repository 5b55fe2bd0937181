#include "framework/training/micro_batch_gradient.h"

#include <ATen/ATen.h>
#include <torch/csrc/autograd/autograd.h>

#include "framework/core/error.h"
#include "framework/device/generator_seeding.h"

namespace tandem {

MicroBatchGradient::MicroBatchGradient(const Objective& objective,
                                       const std::vector<const FlatNetwork*>& trained)
    : objective_(objective) {
  for (const FlatNetwork* network : trained) {
    for (const at::Tensor& parameter : network->parameters) {
      parameters_.push_back(parameter);
      accumulators_.push_back(torch::autograd::impl::grad_accumulator(parameter));
    }
  }
}

MicroBatchGradient::Result MicroBatchGradient::compute(const Batch& batch, const Context& context,
                                                       uint64_t seed) const {
  seed_generators(context.device, seed);
  const Losses losses = objective_.loss(batch, context);
  if (losses.terms.size() != objective_.terms.size()) {
    throw Error(ExitCode::kInternal, {.what = "a loss must return the terms that it names",
                                      .where = objective_.name,
                                      .expected = std::to_string(objective_.terms.size()),
                                      .got = std::to_string(losses.terms.size())});
  }
  // Not backward(): that would also reach the networks that this objective does not train.
  return {losses, torch::autograd::grad({losses.total}, parameters_, {}, /*retain_graph=*/false,
                                        /*create_graph=*/false, /*allow_unused=*/true)};
}

}  // namespace tandem
