// The header of a safetensors file: which tensors it holds, and where. It is read without the
// tensors, which may be large.
// Format: huggingface/safetensors, README.md and safetensors/src/tensor.rs.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace tandem {

/// One tensor: row-major, little-endian, bytes [begin, end) of what follows the header.
struct SafetensorsEntry {
  std::string name;
  std::string type;  // as in the file: F32, I64, BOOL, …
  std::vector<int64_t> shape;
  uint64_t begin = 0;
  uint64_t end = 0;
};

struct SafetensorsHeader {
  std::vector<SafetensorsEntry> tensors;  // in the order of their bytes, without holes
  std::map<std::string, std::string> metadata;
  uint64_t data_begin = 0;  // where in the file the tensors' bytes start
};

/// Reads and checks the header against the format's rules and the length of the file; the tensors'
/// bytes are not read. Throws CheckpointError naming file, tensor and rule, FileError when the file
/// cannot be read.
SafetensorsHeader read_safetensors_header(const std::filesystem::path& path);

/// The same from the first bytes of a file (all of its header) that is `file_bytes` long.
SafetensorsHeader parse_safetensors_header(std::string_view first_bytes, uint64_t file_bytes,
                                           const std::filesystem::path& origin);

/// Sorts the tensors as the format's own writer does (by type, widest first, then by name), gives
/// them their place, and returns the bytes before the data, a multiple of 8. Throws CheckpointError
/// for a type, a shape or a name that the format does not have.
std::string build_safetensors_header(std::vector<SafetensorsEntry>& tensors,
                                     const std::map<std::string, std::string>& metadata);

}  // namespace tandem
