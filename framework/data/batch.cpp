#include "framework/data/batch.h"

#include "framework/core/error.h"
#include "framework/core/text.h"

namespace tandem {

Batch::Batch(std::vector<std::pair<std::string, at::Tensor>> fields) : fields_(std::move(fields)) {
  for (const auto& [name, tensor] : fields_) {
    const int64_t size = tensor.dim() == 0 ? 0 : tensor.size(0);
    if (tensor.dim() > 0 && (size == fields_.front().second.size(0))) continue;
    throw DataError({.what = "the fields of a batch do not have the same number of samples",
                     .expected = "as many as " + fields_.front().first,
                     .got = std::to_string(size) + " of " + name});
  }
  if (!fields_.empty()) size_ = fields_.front().second.size(0);
}

const at::Tensor& Batch::field(const std::string& name) const {
  for (const auto& [candidate, tensor] : fields_) {
    if (candidate == name) return tensor;
  }
  throw DataError(
      {.what = "the batch has no field '" + name + "'",
       .expected = fields_.empty()
                       ? "an empty batch has no fields"
                       : "one of " + joined(fields_, [](const auto& each) { return each.first; }),
       .advice = "Choose a data set that holds it, or another family."});
}

}  // namespace tandem
