#include "framework/data/files/data_set_field.h"

#include <algorithm>
#include <array>
#include <cstring>

#include "framework/core/error.h"
#include "framework/data/files/attributes.h"
#include "framework/data/files/data_set_layout.h"
#include "framework/data/files/fletcher32.h"

namespace tandem {
namespace {

constexpr int kMaxRank = 6;
constexpr int64_t kFletcherBytes = 4;
// Deflate cannot shrink below about 1/1032.
constexpr int64_t kMaxExpansion = 1100;

}  // namespace

DataSetField::DataSetField(hdf5::Handle data_set, const std::filesystem::path& file,
                           const std::string& group, const std::string& name)
    : data_set_(std::move(data_set)), where_(file.string() + ", /" + group + "/" + name) {
  description_.name = name;
  const hdf5::Handle properties(H5Dget_create_plist(data_set_.get()));
  space_ = hdf5::Handle(H5Dget_space(data_set_.get()));
  if (properties.get() < 0 || space_.get() < 0) {
    fail("cannot be opened", "a data set", hdf5::last_message());
  }
  check_storage(properties);
  check_shape(properties);
  check_size(file);
  read_digest();
}

void DataSetField::fail(const std::string& what, const std::string& expected,
                        const std::string& got) const {
  throw DataError({.what = what,
                   .where = where_,
                   .expected = expected,
                   .got = got,
                   .advice = "Pack the data set again with `tandem pack`."});
}

void DataSetField::check_storage(const hdf5::Handle& properties) {
  if (H5Pget_layout(properties.get()) != H5D_CHUNKED) {
    fail("has a storage layout that is not read (contiguous, external or virtual)", "chunks");
  }
  if (H5Pget_external_count(properties.get()) != 0) fail("keeps its data in other files");
  const int num_filters = H5Pget_nfilters(properties.get());
  bool checked = false;
  for (int i = 0; i < num_filters; ++i) {
    std::array<unsigned, 8> values{};
    size_t num_values = values.size();
    unsigned flags = 0;
    const H5Z_filter_t filter = H5Pget_filter2(properties.get(), static_cast<unsigned>(i), &flags,
                                               &num_values, values.data(), 0, nullptr, nullptr);
    if (!filters_.empty()) filters_ += ", ";
    if (filter == H5Z_FILTER_FLETCHER32 && i == num_filters - 1) {
      checked = true;
      filters_ += "fletcher32";
    } else if (filter == H5Z_FILTER_DEFLATE) {
      compressed_ = true;
      filters_ += "deflate " + std::to_string(values[0]);
    } else {
      fail("uses a filter that is not read", "deflate, then fletcher32",
           "filter " + std::to_string(filter));
    }
  }
  if (!checked) fail("has no checksums", "the filter fletcher32 last", "none");
}

void DataSetField::check_shape(const hdf5::Handle& properties) {
  const hdf5::Handle type(H5Dget_type(data_set_.get()));
  const std::optional<ValueType> value_type = find_value_type(type);
  if (!value_type) {
    fail("has a type that data sets do not have", value_type_names(), "another HDF5 type");
  }
  description_.type = value_type->name;
  std::array<hsize_t, kMaxRank> sizes{}, limits{}, chunk{};
  const int rank = H5Sget_simple_extent_type(space_.get()) == H5S_SIMPLE
                       ? H5Sget_simple_extent_ndims(space_.get())
                       : 0;
  if (rank < 1 || rank > kMaxRank) {
    fail("has an unusable rank", "1 to " + std::to_string(kMaxRank) + " dimensions",
         std::to_string(rank));
  }
  if (H5Sget_simple_extent_dims(space_.get(), sizes.data(), limits.data()) != rank ||
      H5Pget_chunk(properties.get(), rank, chunk.data()) != rank) {
    fail("has no readable shape", "sizes and chunk sizes", hdf5::last_message());
  }
  if (sizes[0] == 0 || sizes[0] > hsize_t{1} << 48 || chunk[0] == 0 || chunk[0] > sizes[0]) {
    fail("has an unusable number of rows", "1 to 2^48 rows, chunks no longer than that",
         std::to_string(sizes[0]) + " rows in chunks of " + std::to_string(chunk[0]));
  }
  for (size_t i = 0; i < static_cast<size_t>(rank); ++i) {
    if (limits[i] != sizes[i] || (i > 0 && chunk[i] != sizes[i])) {
      fail("is not stored in chunks of whole rows", "fixed sizes, chunks of whole rows");
    }
    if (i == 0) continue;
    if (sizes[i] > hsize_t{1} << 30) fail("has an unusable shape", "at most 1 GiB a row");
    description_.shape.push_back(static_cast<int64_t>(sizes[i]));
  }
  num_rows_ = static_cast<int64_t>(sizes[0]);
  chunk_rows_ = static_cast<int64_t>(chunk[0]);
  row_bytes_ = tandem::row_bytes(description_, where_);
}

void DataSetField::check_size(const std::filesystem::path& file) {
  const auto file_bytes = static_cast<int64_t>(std::filesystem::file_size(file));
  const auto storage = static_cast<int64_t>(H5Dget_storage_size(data_set_.get()));
  storage_bytes_ = storage;
  const int64_t expansion = compressed_ ? kMaxExpansion : 1;
  // A division first, because a hostile file may make every product overflow.
  bool fits =
      storage > 0 && storage <= file_bytes && num_rows_ <= expansion * (storage / row_bytes_ + 1);
  if (fits && !compressed_) {
    fits = storage == num_chunks() * chunk_memory();
  }
  if (!fits) {
    fail("claims more data than the file holds",
         std::to_string(num_rows_) + " rows of " + std::to_string(row_bytes_) + " bytes",
         std::to_string(storage) + " bytes stored in a file of " + std::to_string(file_bytes));
  }
  hsize_t chunks_present = 0;
  if (H5Dget_num_chunks(data_set_.get(), space_.get(), &chunks_present) < 0) {
    fail("has a broken chunk index", {}, hdf5::last_message());
  }
  if (static_cast<int64_t>(chunks_present) != num_chunks()) {
    fail("lacks chunks", std::to_string(num_chunks()), std::to_string(chunks_present));
  }
}

void DataSetField::read_digest() { digest_ = hdf5::read_string(data_set_, "digest", where_); }

int64_t DataSetField::rows_of_chunk(int64_t chunk) const {
  return std::min(chunk_rows_, num_rows_ - chunk * chunk_rows_);
}

void DataSetField::read_range(int64_t first_row, int64_t count, void* memory) const {
  std::array<hsize_t, kMaxRank> start{}, sizes{};
  start[0] = static_cast<hsize_t>(first_row);
  sizes[0] = static_cast<hsize_t>(count);
  for (size_t i = 0; i < description_.shape.size(); ++i) {
    sizes[i + 1] = static_cast<hsize_t>(description_.shape[i]);
  }
  const int rank = static_cast<int>(description_.shape.size()) + 1;
  hdf5::prepare_library();
  const hdf5::Handle memory_space(H5Screate_simple(rank, sizes.data(), nullptr));
  const hid_t type = find_value_type(description_.type)->hdf5;
  if (memory_space.get() < 0 ||
      H5Sselect_hyperslab(space_.get(), H5S_SELECT_SET, start.data(), nullptr, sizes.data(),
                          nullptr) < 0 ||
      H5Dread(data_set_.get(), type, memory_space.get(), space_.get(), H5P_DEFAULT, memory) < 0) {
    const int64_t chunk = first_row / chunk_rows_;
    fail("chunk " + std::to_string(chunk) + " (rows " + std::to_string(chunk * chunk_rows_) +
             " to " + std::to_string(chunk * chunk_rows_ + rows_of_chunk(chunk) - 1) +
             ") cannot be read",
         "the data that was packed", hdf5::last_message());
  }
}

int64_t DataSetField::chunk_memory() const { return chunk_rows_ * row_bytes_ + kFletcherBytes; }

/// Reads the chunk as it is stored and checks its sum here, which saves a copy and most of the time
/// that HDF5 takes for the sum. False when it has to be read by HDF5, which also says what is
/// wrong.
bool DataSetField::read_stored(int64_t chunk, std::span<std::byte> memory) const {
  const auto stored = static_cast<size_t>(chunk_memory());
  if (compressed_ || memory.size() < stored) return false;
  std::array<hsize_t, kMaxRank> offset{};
  offset[0] = static_cast<hsize_t>(chunk) * static_cast<hsize_t>(chunk_rows_);
  // The size is asked for first, because HDF5 does not know that of `memory`.
  hsize_t size = 0;
  uint32_t filters_skipped = 0;
  if (H5Dget_chunk_storage_size(data_set_.get(), offset.data(), &size) < 0 || size != stored ||
      H5Dread_chunk(data_set_.get(), H5P_DEFAULT, offset.data(), &filters_skipped, memory.data()) <
          0 ||
      filters_skipped != 0) {
    return false;
  }
  const std::span<std::byte> rows = memory.first(stored - kFletcherBytes);
  uint32_t expected = 0;
  std::memcpy(&expected, rows.data() + rows.size(), sizeof(expected));
  return fletcher32(rows) == expected;
}

void DataSetField::read_chunk(int64_t chunk, std::span<std::byte> memory) const {
  hdf5::prepare_library();
  if (read_stored(chunk, memory)) return;
  if (static_cast<int64_t>(memory.size()) < rows_of_chunk(chunk) * row_bytes_) {
    throw Error(ExitCode::kInternal, {.what = "no room for a chunk", .where = where_});
  }
  read_range(chunk * chunk_rows_, rows_of_chunk(chunk), memory.data());
}

void DataSetField::read_rows(int64_t first_row, int64_t count, void* memory) const {
  if (first_row < 0 || count < 0 || first_row > num_rows_ - count) {
    fail("has no such rows", "rows 0 to " + std::to_string(num_rows_ - 1),
         std::to_string(count) + " rows from " + std::to_string(first_row));
  }
  auto* bytes = static_cast<char*>(memory);
  const int64_t end = first_row + count;
  for (int64_t row = first_row; row < end;) {
    const int64_t next = std::min(end, (row / chunk_rows_ + 1) * chunk_rows_);
    read_range(row, next - row, bytes);
    bytes += (next - row) * row_bytes_;
    row = next;
  }
}

}  // namespace tandem
