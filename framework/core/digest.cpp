#include "framework/core/digest.h"

#include <xxhash.h>

#include <new>
#include <vector>

#include "framework/core/input_file.h"

namespace tandem {

struct Digest::State {
  XXH3_state_t* xxh = XXH3_createState();
  ~State() { XXH3_freeState(xxh); }
};

Digest::Digest() : state_(std::make_unique<State>()) {
  if (state_->xxh == nullptr) throw std::bad_alloc();
  XXH3_128bits_reset(state_->xxh);
}

Digest::~Digest() = default;

void Digest::update(const void* bytes, size_t num_bytes) {
  XXH3_128bits_update(state_->xxh, bytes, num_bytes);
}

DigestBytes Digest::bytes() const {
  // The canonical form is big-endian: the same bytes on every machine.
  XXH128_canonical_t canonical;
  XXH128_canonicalFromHash(&canonical, XXH3_128bits_digest(state_->xxh));
  return std::to_array(canonical.digest);
}

std::string Digest::hex() const { return hex_of(bytes()); }

std::string hex_of(const DigestBytes& digest) {
  std::string text;
  for (const uint8_t byte : digest) {
    text += "0123456789abcdef"[byte >> 4];
    text += "0123456789abcdef"[byte & 15];
  }
  return text;
}

DigestBytes digest_bytes_of(const void* bytes, size_t num_bytes) {
  XXH128_canonical_t canonical;
  XXH128_canonicalFromHash(&canonical, XXH3_128bits(bytes, num_bytes));
  return std::to_array(canonical.digest);
}

std::string digest_of(std::string_view bytes) {
  return hex_of(digest_bytes_of(bytes.data(), bytes.size()));
}

std::string digest_of_file(const std::filesystem::path& path) {
  InputFile file(path);
  Digest digest;
  std::vector<char> block(1 << 20);
  while (const size_t count = file.read(block.data(), block.size())) {
    digest.update(block.data(), count);
  }
  return digest.hex();
}

}  // namespace tandem
