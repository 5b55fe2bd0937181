// The variational lower bound of the mutual information between codes and what was generated from
// them: I(c; x) >= E[log Q(c|x)] + H(c) (Barber and Agakov, "The IM algorithm", 2003; Chen et al.,
// "InfoGAN", 2016).
#pragma once

#include <ATen/core/Tensor.h>

namespace tandem {

/// Of a categorical code drawn evenly, in nats: log K at most, 0 for an even guess. `logits` of Q
/// and `codes`, one-hot, both (N, K); the mean over N.
at::Tensor categorical_information(const at::Tensor& logits, const at::Tensor& codes);

/// Of independent codes drawn evenly from [−1, 1], where Q is a Gaussian with this fixed standard
/// deviation: H(c) = log 2 for each. `means` of Q and `codes`, both (N, codes); the mean over N of
/// the sum over codes, in nats. At most log 2 − log(2π·deviation²)/2 per code, which is negative
/// for a deviation of 1.
at::Tensor continuous_information(const at::Tensor& means, const at::Tensor& codes,
                                  double deviation);

}  // namespace tandem
