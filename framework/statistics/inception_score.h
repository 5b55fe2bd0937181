// How sure a classifier is of single images, and how evenly it sees all classes in them.
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>

namespace tandem {

/// exp of the mean divergence of p(class | image) from p(class), over splits.
struct InceptionScore {
  double mean = 0.0;
  double deviation = 0.0;  // of the splits, the population's (by n, not n − 1)
};

/// Of `num_splits` parts of consecutive rows of `logits` (N, classes), which should be in random
/// order: classes in turn or sorted change it (Salimans et al., "Improved techniques for training
/// GANs", 2016). N is at least `num_splits`.
InceptionScore inception_score(const at::Tensor& logits, int64_t num_splits);

}  // namespace tandem
