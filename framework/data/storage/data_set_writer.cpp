#include "framework/data/storage/data_set_writer.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <optional>

#include "framework/core/descriptor.h"
#include "framework/core/digest.h"
#include "framework/core/error.h"
#include "framework/core/files.h"
#include "framework/core/log.h"
#include "framework/core/random_token.h"
#include "framework/data/storage/attributes.h"
#include "framework/data/storage/data_set_layout.h"

namespace tandem {
namespace {

namespace fs = std::filesystem;

[[noreturn]] void fail(const std::string& what, const fs::path& path, const std::string& got) {
  const std::string free = free_bytes_text(path);
  throw FileError({.what = what,
                   .where = path,
                   .got = free.empty() ? got : got + " (" + free + ")",
                   .advice = "Free space or choose another file, then write it again."});
}

hdf5::Handle checked(hid_t identifier, const std::string& what, const fs::path& path) {
  if (identifier < 0) fail("cannot " + what, path, hdf5::last_message());
  return hdf5::Handle(identifier);
}

void check(herr_t status, const std::string& what, const fs::path& path) {
  if (status < 0) fail("cannot " + what, path, hdf5::last_message());
}

[[noreturn]] void refuse_existing(const fs::path& path) {
  throw UsageError({.what = "the output exists already",
                    .where = path,
                    .advice = "Choose another file, or have this one replaced."});
}

/// One field of the group being written: its data set and the chunk being filled.
struct OpenField {
  hdf5::Handle data_set;
  hid_t type = -1;
  std::vector<hsize_t> sizes;
  int64_t row_bytes = 0;
  std::vector<std::byte> chunk;
  Digest digest;
  std::vector<DigestBytes> chunk_digests;
};

/// Properties of a file, group or data set that does not hold when it was made: equal data gives
/// equal bytes.
hdf5::Handle without_times(hid_t kind, const fs::path& path) {
  hdf5::Handle properties = checked(H5Pcreate(kind), "set up a file", path);
  check(H5Pset_obj_track_times(properties.get(), false), "set up a file", path);
  return properties;
}

hdf5::Handle creation_properties(const std::vector<hsize_t>& chunk, int deflate_level,
                                 const fs::path& path) {
  hdf5::Handle properties = without_times(H5P_DATASET_CREATE, path);
  const hid_t id = properties.get();
  check(H5Pset_chunk(id, static_cast<int>(chunk.size()), chunk.data()), "set chunks", path);
  if (deflate_level > 0) {
    check(H5Pset_deflate(id, static_cast<unsigned>(deflate_level)), "set deflate", path);
  }
  check(H5Pset_fletcher32(id), "set checksums", path);
  return properties;
}

/// A file that is removed when its owner goes, unless it was renamed before.
class PartialFile {
 public:
  explicit PartialFile(fs::path path) : path_(std::move(path)) {}
  ~PartialFile() {
    std::error_code error;
    fs::remove(path_, error);
    if (error) log_error(path_.string() + ": cannot be removed: " + error.message());
  }
  PartialFile(const PartialFile&) = delete;
  PartialFile& operator=(const PartialFile&) = delete;
  const fs::path& path() const { return path_; }

 private:
  fs::path path_;
};

fs::path aside(fs::path path) {
  // Processes of two containers or hosts may have one number.
  path += ".partial-" + random_token();
  return path;
}

/// As ::rename, but fails with EEXIST where something has the new name. The file may keep the old
/// one, too.
int rename_without_replacing(const fs::path& from, const fs::path& to) {
  const int result = ::renameat2(AT_FDCWD, from.c_str(), AT_FDCWD, to.c_str(), RENAME_NOREPLACE);
  if (result == 0 || (errno != EINVAL && errno != ENOSYS)) return result;
  // NFS, for one, has no such call; a link replaces nothing either.
  if (::link(from.c_str(), to.c_str()) == 0) return 0;
  if (errno == EEXIST) return -1;
  // File systems of object stores have neither. What was missing at the start is looked for again.
  std::error_code error;
  if (!fs::exists(to, error)) return ::rename(from.c_str(), to.c_str());
  errno = EEXIST;
  return -1;
}

}  // namespace

int64_t rows_per_chunk(int64_t num_rows, int64_t bytes) {
  // Small groups get small chunks, so that there are enough of them to deal out and to permute.
  const int64_t target = std::clamp(num_rows / 4096 * bytes, kMinChunkBytes, kMaxChunkBytes);
  return std::clamp(target / bytes, int64_t{1}, num_rows);
}

void verify_data_set(const fs::path& path, const std::function<void()>& between_chunks) {
  const DataSetFile file(path);
  for (const DataSetGroup& group : file.groups()) {
    for (const DataSetField& field : group.fields) {
      field.check_digest(between_chunks);
    }
  }
}

class DataSetWriter::Implementation {
 public:
  Implementation(const DataSetWriterOptions& options, const DataSetOrigin& origin,
                 const std::vector<FieldDescription>& fields)
      : options_(options), descriptions_(fields), partial_(aside(options.path)) {
    if (!options.replace && fs::exists(options.path)) refuse_existing(options.path);
    hdf5::prepare_library();
    const hdf5::Handle access = checked(H5Pcreate(H5P_FILE_ACCESS), "set up a file", aside_);
    // With this format all metadata carries checksums and an unfinished file does not open.
    check(H5Pset_libver_bounds(access.get(), H5F_LIBVER_V110, H5F_LIBVER_V110), "set the format",
          aside_);
    const hdf5::Handle creation = without_times(H5P_FILE_CREATE, aside_);
    const hid_t created = H5Fcreate(aside_.c_str(), H5F_ACC_EXCL, creation.get(), access.get());
    if (created < 0) hdf5::check_lock(aside_, hdf5::last_message());
    file_ = checked(created, "create the file", aside_);
    write_origin(origin);
  }

  void begin_group(const std::string& name, int64_t num_rows) {
    end_group();
    if (num_rows < 1) {
      throw DataError({.what = "the group /" + name + " would have no rows", .where = aside_});
    }
    group_ = name;
    num_rows_ = num_rows;
    row_ = 0;
    int64_t largest = 1;
    for (const FieldDescription& field : descriptions_) {
      largest = std::max(largest, row_bytes(field, aside_.string()));
    }
    chunk_rows_ = rows_per_chunk(num_rows, largest);
    for (const FieldDescription& field : descriptions_) create_field(field);
    pointers_.resize(fields_.size());
  }

  std::span<std::byte* const> next_row() {
    if (row_ == num_rows_) {
      throw Error(ExitCode::kInternal, {.what = "more rows than announced", .where = group_});
    }
    // Not before: the last row of a chunk is filled after it was handed out.
    if (row_ > 0 && row_ % chunk_rows_ == 0) write_chunk();
    for (size_t i = 0; i < fields_.size(); ++i) {
      OpenField& field = *fields_[i];
      pointers_[i] = field.chunk.data() + row_ % chunk_rows_ * field.row_bytes;
    }
    ++row_;
    return pointers_;
  }

  void finish() {
    end_group();
    check(H5Fflush(file_.get(), H5F_SCOPE_GLOBAL), "write the file", aside_);
    hdf5::write_integer(file_, "complete", 1);
    // A full disk may show only now. Released, so that a close that fails is not tried again.
    check(H5Fclose(file_.release()), "close the file", aside_);
    const Descriptor closed(::open(aside_.c_str(), O_RDONLY | O_CLOEXEC));
    if (!closed.is_open()) fail("cannot open the file", aside_, std::strerror(errno));
    sync_file(closed, aside_);
    verify_data_set(aside_, options_.between_chunks);
    const int renamed = options_.replace ? ::rename(aside_.c_str(), options_.path.c_str())
                                         : rename_without_replacing(aside_, options_.path);
    if (renamed != 0) {
      if (errno == EEXIST && !options_.replace) refuse_existing(options_.path);
      fail("cannot rename the file", options_.path, std::strerror(errno));
    }
    sync_directory(options_.path.parent_path());
  }

 private:
  void write_origin(const DataSetOrigin& origin) {
    std::vector<std::string> digests;
    for (const auto& [name, digest] : origin.source_digests) {
      digests.push_back(digest);
      digests.back().append(" ").append(name);
    }
    hdf5::write_string(file_, "format", kDataFormat);
    hdf5::write_integer(file_, "format_version", kDataFormatVersion);
    hdf5::write_string(file_, "generator", origin.generator);
    hdf5::write_strings(file_, "source_digests", digests);
    hdf5::write_strings(file_, "class_names", origin.class_names);
    hdf5::write_integer(file_, "shuffle_seed", static_cast<int64_t>(origin.shuffle_seed));
  }

  /// One by one: those that HDF5 makes on the way would not have these properties.
  void create_groups_above(const std::string& name) {
    const hdf5::Handle properties = without_times(H5P_GROUP_CREATE, aside_);
    for (size_t end = name.find('/', 1); end != std::string::npos; end = name.find('/', end + 1)) {
      const std::string group = name.substr(0, end);
      if (H5Lexists(file_.get(), group.c_str(), H5P_DEFAULT) > 0) continue;
      checked(H5Gcreate2(file_.get(), group.c_str(), H5P_DEFAULT, properties.get(), H5P_DEFAULT),
              "create " + group, aside_);
    }
  }

  void create_field(const FieldDescription& description) {
    auto field = std::make_unique<OpenField>();
    field->type = find_value_type(description.type)->hdf5;
    field->row_bytes = row_bytes(description, aside_.string());
    field->sizes.push_back(static_cast<hsize_t>(num_rows_));
    for (int64_t size : description.shape) field->sizes.push_back(static_cast<hsize_t>(size));
    std::vector<hsize_t> chunk = field->sizes;
    chunk[0] = static_cast<hsize_t>(chunk_rows_);
    const auto properties = creation_properties(chunk, options_.deflate_level, aside_);
    const hdf5::Handle space =
        checked(H5Screate_simple(static_cast<int>(chunk.size()), field->sizes.data(), nullptr),
                "set up a data set", aside_);
    const std::string name = "/" + group_ + "/" + description.name;
    create_groups_above(name);
    field->data_set = checked(H5Dcreate2(file_.get(), name.c_str(), field->type, space.get(),
                                         H5P_DEFAULT, properties.get(), H5P_DEFAULT),
                              "create " + name, aside_);
    field->chunk.resize(static_cast<size_t>(chunk_rows_ * field->row_bytes));
    fields_.push_back(std::move(field));
  }

  void write_chunk() {
    options_.between_chunks();
    const int64_t first = (row_ - 1) / chunk_rows_ * chunk_rows_;
    for (const auto& field : fields_) {
      std::vector<hsize_t> start(field->sizes.size(), 0), count = field->sizes;
      start[0] = static_cast<hsize_t>(first);
      count[0] = static_cast<hsize_t>(row_ - first);
      const hdf5::Handle file_space =
          checked(H5Dget_space(field->data_set.get()), "write rows", aside_);
      const hdf5::Handle memory_space =
          checked(H5Screate_simple(static_cast<int>(count.size()), count.data(), nullptr),
                  "write rows", aside_);
      check(H5Sselect_hyperslab(file_space.get(), H5S_SELECT_SET, start.data(), nullptr,
                                count.data(), nullptr),
            "write rows", aside_);
      check(H5Dwrite(field->data_set.get(), field->type, memory_space.get(), file_space.get(),
                     H5P_DEFAULT, field->chunk.data()),
            "write rows", aside_);
      const auto num_bytes = static_cast<size_t>((row_ - first) * field->row_bytes);
      field->digest.update(field->chunk.data(), num_bytes);
      field->chunk_digests.push_back(digest_bytes_of(field->chunk.data(), num_bytes));
    }
  }

  void end_group() {
    if (row_ != num_rows_) {
      throw Error(ExitCode::kInternal, {.what = "fewer rows than announced", .where = group_});
    }
    if (row_ > 0) write_chunk();
    for (const auto& field : fields_) {
      hdf5::write_string(field->data_set, kDigest, field->digest.hex());
      hdf5::write_digests(field->data_set, kChunkDigests, field->chunk_digests);
    }
    fields_.clear();
    row_ = num_rows_ = 0;
  }

  DataSetWriterOptions options_;
  std::vector<FieldDescription> descriptions_;
  // Declared before all HDF5 handles, so that it is removed after they are closed.
  PartialFile partial_;
  const fs::path& aside_ = partial_.path();
  hdf5::Handle file_;
  std::string group_;
  int64_t num_rows_ = 0;
  int64_t row_ = 0;
  int64_t chunk_rows_ = 1;
  std::vector<std::unique_ptr<OpenField>> fields_;
  std::vector<std::byte*> pointers_;
};

DataSetWriter::DataSetWriter(const DataSetWriterOptions& options, const DataSetOrigin& origin,
                             const std::vector<FieldDescription>& fields)
    : implementation_(std::make_unique<Implementation>(options, origin, fields)) {}
DataSetWriter::~DataSetWriter() = default;
void DataSetWriter::begin_group(const std::string& name, int64_t num_rows) {
  implementation_->begin_group(name, num_rows);
}
std::span<std::byte* const> DataSetWriter::next_row() { return implementation_->next_row(); }
void DataSetWriter::finish() { implementation_->finish(); }

}  // namespace tandem
