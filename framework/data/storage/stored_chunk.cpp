#include "framework/data/storage/stored_chunk.h"

#include <zlib.h>

#include <array>
#include <cstring>

#include "framework/data/storage/fletcher32.h"
#include "framework/data/storage/row_memory.h"

namespace tandem {
namespace {

/// The most that HDF5 stores of a chunk: deflate makes what it cannot shrink a little longer.
size_t max_stored(const ChunkStorage& storage) {
  const auto plain = static_cast<size_t>(storage.chunk_bytes);
  return (storage.compressed ? ::compressBound(plain) : plain) + kChecksumBytes;
}

std::string inflate_rows(std::span<const std::byte> content, size_t chunk_bytes, size_t num_bytes,
                         std::span<std::byte> memory) {
  const bool direct = memory.size() >= chunk_bytes;
  RowMemory whole(direct ? 0 : chunk_bytes);
  std::byte* rows = direct ? memory.data() : whole.bytes().data();
  uLongf length = chunk_bytes;
  // Ends with an error where there would be more than the chunk takes.
  const int result = ::uncompress(reinterpret_cast<Bytef*>(rows), &length,
                                  reinterpret_cast<const Bytef*>(content.data()), content.size());
  if (result != Z_OK || length != chunk_bytes)
    return "it cannot be inflated to the rows of a chunk";
  if (!direct) std::memcpy(memory.data(), rows, num_bytes);
  return "";
}

}  // namespace

std::string read_stored_chunk(const hdf5::Handle& data_set, const ChunkStorage& storage,
                              int64_t chunk, size_t num_bytes, std::span<std::byte> memory) {
  std::array<hsize_t, H5S_MAX_RANK> offset{};
  offset[0] = static_cast<hsize_t>(chunk) * static_cast<hsize_t>(storage.chunk_rows);
  const auto chunk_bytes = static_cast<size_t>(storage.chunk_bytes);
  // The size is asked for first, because HDF5 does not know that of the memory.
  hsize_t size = 0;
  if (H5Dget_chunk_storage_size(data_set.get(), offset.data(), &size) < 0) {
    return hdf5::last_message();
  }
  const bool direct = !storage.compressed && memory.size() >= size;
  if (size <= kChecksumBytes || size > max_stored(storage)) {
    return std::to_string(size) + " bytes stored for a chunk of " + std::to_string(chunk_bytes);
  }
  RowMemory scratch(direct ? 0 : size);
  const std::span<std::byte> stored = direct ? memory.first(size) : scratch.bytes();
  uint32_t skipped = 0;
  if (H5Dread_chunk(data_set.get(), H5P_DEFAULT, offset.data(), &skipped, stored.data()) < 0) {
    return hdf5::last_message();
  }
  const std::span<std::byte> content = stored.first(size - kChecksumBytes);
  uint32_t expected = 0;
  std::memcpy(&expected, content.data() + content.size(), sizeof(expected));
  if (fletcher32(content) != expected) return "its checksum (Fletcher32) does not fit its bytes";
  // A bit per filter that was left out. Deflate may be, where it failed to shrink a chunk.
  const bool deflated = storage.compressed && (skipped & 1) == 0;
  if ((skipped & ~uint32_t{storage.compressed}) != 0) return "it was stored without a checksum";
  if (deflated) return inflate_rows(content, chunk_bytes, num_bytes, memory);
  if (content.size() != chunk_bytes) {
    return std::to_string(size) + " bytes stored for a chunk of " + std::to_string(chunk_bytes);
  }
  if (!direct) std::memcpy(memory.data(), content.data(), num_bytes);
  return "";
}

}  // namespace tandem
