#include "framework/statistics/inception_score.h"

#include <ATen/ATen.h>

#include <vector>

namespace tandem {

InceptionScore inception_score(const at::Tensor& logits, int64_t num_splits) {
  // Logarithms first: p ln p of a probability that underflows is then 0, not NaN.
  const at::Tensor log_shares = logits.to(at::kCPU, at::kDouble).log_softmax(1);
  const int64_t num_rows = logits.size(0);
  std::vector<double> scores;
  for (int64_t split = 0; split < num_splits; ++split) {
    const int64_t begin = split * num_rows / num_splits;
    const int64_t count = (split + 1) * num_rows / num_splits - begin;
    const at::Tensor log_share = log_shares.narrow(0, begin, count);
    const at::Tensor share = log_share.exp();
    const at::Tensor marginal = share.mean(0);
    // The mean of KL(p ‖ p̄) is Σ p ln p / n − Σ p̄ ln p̄, where p̄ is the mean of p.
    const at::Tensor divergence =
        (share * log_share).sum() / count - at::xlogy(marginal, marginal).sum();
    scores.push_back(divergence.exp().item<double>());
  }
  const at::Tensor all = at::tensor(scores, at::kDouble);
  return {.mean = all.mean().item<double>(),
          .deviation = all.std(/*unbiased=*/false).item<double>()};
}

}  // namespace tandem
