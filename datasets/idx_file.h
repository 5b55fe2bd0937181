// Reads IDX files, the format of MNIST: a header of big-endian sizes, then unsigned bytes.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace tandem {

struct IdxArray {
  std::vector<int64_t> sizes;
  std::vector<uint8_t> values;
};

/// An IDX file of unsigned bytes with `rank` dimensions, gzip-compressed or plain. Throws FileError
/// when it cannot be opened or its size cannot be told, DataError for a wrong magic number, sizes
/// that are zero or do not fit the file, missing or trailing bytes, and damaged gzip.
IdxArray read_idx(const std::filesystem::path& path, int rank);

}  // namespace tandem
