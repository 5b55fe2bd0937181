#include "framework/model/losses/information.h"

#include <ATen/ATen.h>

#include <cmath>
#include <numbers>

#include "framework/model/losses/likelihood.h"

namespace tandem {

at::Tensor categorical_information(const at::Tensor& logits, const at::Tensor& codes) {
  const double entropy = std::log(static_cast<double>(codes.size(1)));
  return (codes * at::log_softmax(logits, 1)).sum(1).mean() + entropy;
}

at::Tensor continuous_information(const at::Tensor& means, const at::Tensor& codes,
                                  double deviation) {
  const double entropy = std::numbers::ln2 * static_cast<double>(codes.size(1));
  return entropy - gaussian_negative_log_likelihood(means, codes, deviation);
}

}  // namespace tandem
