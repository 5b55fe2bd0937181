// Digests of bytes and files: XXH3-128, as 32 hexadecimal digits. They find damage, not attackers.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

namespace tandem {

/// A digest as it is stored; its digits are those of hex().
using DigestBytes = std::array<uint8_t, 16>;

/// A digest that is fed piece by piece.
class Digest {
 public:
  Digest();
  ~Digest();
  Digest(const Digest&) = delete;
  Digest& operator=(const Digest&) = delete;
  void update(const void* bytes, size_t num_bytes);
  /// The digest of everything fed so far.
  DigestBytes bytes() const;
  std::string hex() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

std::string hex_of(const DigestBytes& digest);
DigestBytes digest_bytes_of(const void* bytes, size_t num_bytes);
std::string digest_of(std::string_view bytes);
/// Throws FileError when the file cannot be read.
std::string digest_of_file(const std::filesystem::path& path);

}  // namespace tandem
