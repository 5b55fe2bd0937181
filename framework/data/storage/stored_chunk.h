// One chunk of an HDF5 data set, read as it is stored: its checksum is compared and it is inflated
// here, several times as fast as HDF5 does it and into no more memory than its rows take.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

#include "framework/data/storage/hdf5.h"

namespace tandem {

/// Bytes of the checksum behind a chunk.
inline constexpr int64_t kChecksumBytes = 4;

/// How the chunks of a data set are stored: deflated or not, then with a Fletcher32 checksum.
struct ChunkStorage {
  int64_t chunk_rows = 0;
  int64_t chunk_bytes = 0;  // of all rows of a chunk in memory; the last is filled up
  bool compressed = false;
};

/// Copies the first `num_bytes` of the chunk's rows to the beginning of `memory`, which holds them
/// or more; from chunk_bytes + kChecksumBytes on, a copy is saved. Returns what is wrong with the
/// chunk, or hdf5::last_message() where it could not be read; "" when nothing is.
std::string read_stored_chunk(const hdf5::Handle& data_set, const ChunkStorage& storage,
                              int64_t chunk, size_t num_bytes, std::span<std::byte> memory);

}  // namespace tandem
