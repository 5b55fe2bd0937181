#include "framework/optimization/optimizer.h"

#include "framework/optimization/kinds.h"

namespace tandem {

std::unique_ptr<Optimizer> make_optimizer(const LearnerOptions& options,
                                          const at::Tensor& weights) {
  return kind_named(all_optimizers(), options.optimizer).make(options, weights);
}

}  // namespace tandem
