// The header of a safetensors file: what is accepted is written, and read to equal tensors. An
// input is a file that begins with 8 bytes of a length or, where it begins with {, the header
// alone.
#include <algorithm>
#include <nlohmann/json.hpp>

#include "framework/core/safetensors.h"
#include "tests/fuzz/fuzz_target.h"

namespace tandem::fuzzing {
namespace {

std::string little_endian(uint64_t value) {
  std::string bytes;
  for (int i = 0; i < 8; ++i) bytes += static_cast<char>(value >> (8 * i) & 0xff);
  return bytes;
}

/// How many bytes the tensors claim, for a file of just that length.
uint64_t claimed_bytes(std::string_view json) {
  const auto header = nlohmann::json::parse(json, nullptr, false);
  uint64_t end = 0;
  if (!header.is_object()) return end;
  for (const auto& [name, tensor] : header.items()) {
    if (!tensor.is_object() || !tensor.contains("data_offsets")) continue;
    for (const auto& offset : tensor["data_offsets"]) {
      if (offset.is_number_unsigned()) end = std::max(end, offset.get<uint64_t>());
    }
  }
  return end;
}

bool are_equal(const SafetensorsEntry& one, const SafetensorsEntry& other) {
  return one.name == other.name && one.type == other.type && one.shape == other.shape;
}

}  // namespace

void try_input(std::string_view bytes) {
  const bool is_bare = bytes.starts_with('{');
  const std::string file = (is_bare ? little_endian(bytes.size()) : "") + std::string(bytes);
  const uint64_t num_bytes = file.size() + (is_bare ? claimed_bytes(bytes) : 0);
  SafetensorsHeader header;
  if (!is_accepted([&] { header = parse_safetensors_header(file, num_bytes, "x"); })) return;
  std::vector<SafetensorsEntry> tensors = header.tensors;
  const std::string written = build_safetensors_header(tensors, header.metadata);
  const uint64_t data_bytes = num_bytes - header.data_begin;
  SafetensorsHeader again = parse_safetensors_header(written, written.size() + data_bytes, "again");
  require(again.metadata == header.metadata, "metadata written again is the same");
  std::ranges::sort(header.tensors, {}, &SafetensorsEntry::name);
  std::ranges::sort(again.tensors, {}, &SafetensorsEntry::name);
  require(std::ranges::equal(header.tensors, again.tensors, are_equal),
          "tensors written again are the same");
}

}  // namespace tandem::fuzzing
