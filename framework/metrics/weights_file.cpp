#include "framework/metrics/weights_file.h"

#include <ATen/ATen.h>

#include <system_error>

#include "framework/core/digest.h"
#include "framework/core/error.h"
#include "framework/core/safetensors.h"
#include "framework/core/text.h"
#include "framework/metrics/feature_network.h"

namespace tandem {

WeightsFile read_weights_file(const std::filesystem::path& path) {
  std::error_code error;
  if (!std::filesystem::is_regular_file(path, error)) {
    const std::string why = error ? " (" + error.message() + ")" : "";
    throw ConfigError({.what = "there is no such file of weights",
                       .where = kFeaturesOption,
                       .expected = "a safetensors file that may be read",
                       .got = path.string() + why,
                       .advice = "Name a file that this user may read."});
  }
  return {.path = path,
          .tensors = read_safetensors(path),
          .metadata = read_safetensors_header(path).metadata};
}

std::string digest_of_tensors(const NamedTensors& tensors) {
  Digest digest;
  for (const auto& [name, tensor] : tensors) {
    // Names and shapes are part of it: the same values under other names are another network.
    const std::string head = name + " " + joined(tensor.sizes(), {}, "x") + "\n";
    digest.update(head.data(), head.size());
    const at::Tensor values = tensor.detach().to(at::kCPU).contiguous();
    digest.update(values.const_data_ptr(), values.nbytes());
  }
  return digest.hex();
}

}  // namespace tandem
