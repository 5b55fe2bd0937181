// Memory for rows, not filled before use.
#pragma once

#include <cstddef>
#include <memory>
#include <span>

namespace tandem {

class RowMemory {
 public:
  explicit RowMemory(size_t num_bytes)
      : bytes_(std::make_unique_for_overwrite<std::byte[]>(num_bytes)), num_bytes_(num_bytes) {}

  std::span<std::byte> bytes() { return {bytes_.get(), num_bytes_}; }
  const std::byte* data() const { return bytes_.get(); }

 private:
  std::unique_ptr<std::byte[]> bytes_;
  size_t num_bytes_;
};

}  // namespace tandem
