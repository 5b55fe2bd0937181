#include "framework/metrics/weights_file.h"

#include <ATen/ATen.h>

#include "framework/core/digest.h"
#include "framework/core/error.h"
#include "framework/core/safetensors.h"
#include "framework/core/text.h"
#include "framework/metrics/feature_network.h"

namespace tandem {

WeightsFile read_weights_file(const std::filesystem::path& path) {
  if (!std::filesystem::is_regular_file(path)) {
    throw ConfigError({.what = "there is no such file of weights",
                       .where = kFeaturesOption,
                       .expected = "a safetensors file",
                       .got = path});
  }
  return {.path = path,
          .tensors = read_safetensors(path),
          .metadata = read_safetensors_header(path).metadata};
}

std::string digest_of_tensors(const NamedTensors& tensors) {
  Digest digest;
  for (const auto& [name, tensor] : tensors) {
    const std::string head = name + " " + joined(tensor.sizes(), {}, "x") + "\n";
    digest.update(head.data(), head.size());
    const at::Tensor values = tensor.detach().to(at::kCPU).contiguous();
    digest.update(values.const_data_ptr(), values.nbytes());
  }
  return digest.hex();
}

}  // namespace tandem
