#include "framework/data/storage/data_set_field.h"

#include <algorithm>
#include <array>
#include <cstring>

#include "framework/core/error.h"
#include "framework/core/input_file.h"
#include "framework/core/text.h"
#include "framework/data/storage/attributes.h"
#include "framework/data/storage/data_set_layout.h"
#include "framework/data/storage/row_memory.h"
#include "framework/data/storage/stored_chunk.h"

namespace tandem {
namespace {

constexpr int kMaxRank = 6;
// Deflate cannot shrink below about 1/1032.
constexpr int64_t kMaxExpansion = 1100;
// A chunk is in memory as a whole; the writer makes far smaller ones.
constexpr int64_t kMaxReadChunkBytes = int64_t{64} << 20;

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
  read_digests();
}

void DataSetField::fail(const std::string& what, const std::string& expected,
                        const std::string& got) const {
  hdf5::check_readable(where_, got);
  throw DataError({.what = what,
                   .where = where_,
                   .expected = expected,
                   .got = got,
                   .advice = "Pack the data set again."});
}

void DataSetField::check_storage(const hdf5::Handle& properties) {
  if (H5Pget_layout(properties.get()) != H5D_CHUNKED) {
    fail("has a storage layout that is not read (contiguous, external or virtual)", "chunks");
  }
  if (H5Pget_external_count(properties.get()) != 0) fail("keeps its data in other files");
  const int num_filters = H5Pget_nfilters(properties.get());
  bool checked = false;
  std::vector<std::string> names;
  for (int i = 0; i < num_filters; ++i) {
    std::array<unsigned, 8> values{};
    size_t num_values = values.size();
    unsigned flags = 0;
    const H5Z_filter_t filter = H5Pget_filter2(properties.get(), static_cast<unsigned>(i), &flags,
                                               &num_values, values.data(), 0, nullptr, nullptr);
    if (filter == H5Z_FILTER_FLETCHER32 && i == num_filters - 1) {
      checked = true;
      names.emplace_back("fletcher32");
    } else if (filter == H5Z_FILTER_DEFLATE && i == 0) {
      compressed_ = true;
      names.push_back("deflate " + std::to_string(values[0]));
    } else {
      fail("uses a filter that is not read", "deflate, then fletcher32",
           "filter " + std::to_string(filter));
    }
  }
  filters_ = joined(names);
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
  if (chunk_rows_ > 1 && chunk_rows_ > kMaxReadChunkBytes / row_bytes_) {
    fail("has unusable chunks", "one row, or at most 64 MiB",
         std::to_string(chunk_rows_) + " rows of " + std::to_string(row_bytes_) + " bytes");
  }
}

void DataSetField::check_size(const std::filesystem::path& file) {
  const auto file_bytes = static_cast<int64_t>(InputFile(file).num_bytes());
  const auto storage = static_cast<int64_t>(H5Dget_storage_size(data_set_.get()));
  // 0 stands for an error, too.
  if (storage == 0) hdf5::check_readable(where_, hdf5::last_message());
  storage_bytes_ = storage;
  const int64_t expansion = compressed_ ? kMaxExpansion : 1;
  // Divided, because a hostile file may make the product of rows and their bytes overflow.
  bool fits = storage > 0 && storage <= file_bytes && num_rows_ <= expansion * storage / row_bytes_;
  if (fits && !compressed_) {
    // Every chunk is stored whole, also the last one.
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

void DataSetField::read_digests() {
  digest_ = hdf5::read_string(data_set_, kDigest, where_);
  if (!hdf5::has_attribute(data_set_, kChunkDigests, where_)) return;
  chunk_digests_ = hdf5::read_digests(data_set_, kChunkDigests, where_, num_chunks());
  if (static_cast<int64_t>(chunk_digests_.size()) != num_chunks()) {
    fail("has not one digest a chunk", std::to_string(num_chunks()),
         std::to_string(chunk_digests_.size()));
  }
}

int64_t DataSetField::rows_of_chunk(int64_t chunk) const {
  return std::min(chunk_rows_, num_rows_ - chunk * chunk_rows_);
}

/// "chunk 2 (rows 64 to 95)"
std::string DataSetField::chunk_text(int64_t chunk) const {
  const int64_t first = chunk * chunk_rows_;
  return "chunk " + std::to_string(chunk) + " (rows " + std::to_string(first) + " to " +
         std::to_string(first + rows_of_chunk(chunk) - 1) + ")";
}

int64_t DataSetField::chunk_memory() const { return chunk_rows_ * row_bytes_ + kChecksumBytes; }

void DataSetField::read_chunk(int64_t chunk, std::span<std::byte> memory) const {
  // The thread may be new to HDF5.
  hdf5::prepare_library();
  const int64_t rows = rows_of_chunk(chunk);
  const auto num_bytes = static_cast<size_t>(rows * row_bytes_);
  if (memory.size() < num_bytes) {
    throw Error(ExitCode::kInternal, {.what = "no room for a chunk", .where = where_});
  }
  const ChunkStorage storage{.chunk_rows = chunk_rows_,
                             .chunk_bytes = chunk_rows_ * row_bytes_,
                             .compressed = compressed_};
  const std::string problem = read_stored_chunk(data_set_, storage, chunk, num_bytes, memory);
  if (!problem.empty()) {
    fail(chunk_text(chunk) + " cannot be read", "the data that was packed", problem);
  }
  check_chunk_digest(chunk, memory.first(num_bytes));
}

void DataSetField::check_chunk_digest(int64_t chunk, std::span<const std::byte> rows) const {
  if (chunk_digests_.empty()) return;
  const DigestBytes expected = chunk_digests_[static_cast<size_t>(chunk)];
  const DigestBytes got = digest_bytes_of(rows.data(), rows.size());
  if (got == expected) return;
  fail(chunk_text(chunk) + " was changed after it was packed", "the digest " + hex_of(expected),
       hex_of(got));
}

void DataSetField::check_digest(const std::function<void()>& between_chunks) const {
  RowMemory rows(static_cast<size_t>(chunk_memory()));
  Digest digest;
  for (int64_t chunk = 0; chunk < num_chunks(); ++chunk) {
    between_chunks();
    read_chunk(chunk, rows.bytes());
    digest.update(rows.data(), static_cast<size_t>(rows_of_chunk(chunk) * row_bytes_));
  }
  if (digest.hex() == digest_) return;
  fail("the rows were changed after they were packed", "the digest " + digest_, digest.hex());
}

void DataSetField::read_rows(int64_t first_row, int64_t count, void* memory) const {
  if (first_row < 0 || count < 0 || first_row > num_rows_ - count) {
    fail("has no such rows", "rows 0 to " + std::to_string(num_rows_ - 1),
         std::to_string(count) + " rows from " + std::to_string(first_row));
  }
  RowMemory whole_chunk(static_cast<size_t>(chunk_memory()));
  auto* bytes = static_cast<std::byte*>(memory);
  const int64_t end = first_row + count;
  for (int64_t row = first_row; row < end;) {
    const int64_t chunk = row / chunk_rows_;
    const int64_t next = std::min(end, (chunk + 1) * chunk_rows_);
    const auto num_bytes = static_cast<size_t>((next - row) * row_bytes_);
    read_chunk(chunk, whole_chunk.bytes());
    std::memcpy(bytes, whole_chunk.data() + row % chunk_rows_ * row_bytes_, num_bytes);
    bytes += num_bytes;
    row = next;
  }
}

}  // namespace tandem
