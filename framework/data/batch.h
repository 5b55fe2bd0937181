// A batch: named tensors that share their first dimension.
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace tandem {

class Batch {
 public:
  Batch() = default;
  /// Throws DataError when first dimensions differ.
  explicit Batch(std::vector<std::pair<std::string, at::Tensor>> fields);

  /// Number of samples; 0 for an empty batch.
  int64_t size() const { return size_; }
  /// Throws DataError listing the fields present.
  const at::Tensor& field(const std::string& name) const;
  const std::vector<std::pair<std::string, at::Tensor>>& fields() const { return fields_; }

 private:
  std::vector<std::pair<std::string, at::Tensor>> fields_;
  int64_t size_ = 0;
};

}  // namespace tandem
