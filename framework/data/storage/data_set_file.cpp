#include "framework/data/storage/data_set_file.h"

#include <algorithm>
#include <array>

#include "framework/core/error.h"
#include "framework/core/input_file.h"
#include "framework/core/text.h"
#include "framework/data/storage/attributes.h"
#include "framework/data/storage/data_set_layout.h"
#include "framework/data/storage/hdf5_walk.h"

namespace tandem {
namespace {

constexpr size_t kMaxFields = 64;
constexpr std::array<const char*, 3> kGroupNames = {"train", "valid", "test"};

hdf5::Handle open_file(const std::filesystem::path& path) {
  hdf5::prepare_library();
  // What every HDF5 file begins with. HDF5 would also find it behind a user block, which data sets
  // do not have.
  const std::array<char, 8> signature = {'\x89', 'H', 'D', 'F', '\r', '\n', '\x1a', '\n'};
  std::array<char, 8> start{};
  // Read once by hand, because HDF5 does not tell a missing file from a foreign one.
  InputFile(path).read(start.data(), start.size());
  if (start != signature) {
    throw DataError({.what = "is not an HDF5 file",
                     .where = path,
                     .expected = "a data set that tandem packed",
                     .advice = "Pack the original data first."});
  }
  hdf5::Handle opened(H5Fopen(path.c_str(), H5F_ACC_RDONLY, H5P_DEFAULT));
  if (opened.get() < 0) {
    const std::string message = hdf5::last_message();
    hdf5::check_lock(path, message);
    hdf5::check_readable(path, message);
    throw DataError({.what = "the HDF5 file is truncated, unfinished or damaged",
                     .where = path,
                     .got = message,
                     .advice = "Pack the data set again."});
  }
  return opened;
}

void check_finished(const hdf5::Handle& file, const std::string& where) {
  if (!hdf5::has_attribute(file, "format", where) ||
      hdf5::read_string(file, "format", where) != kDataFormat) {
    throw DataError({.what = "is an HDF5 file, but not a data set of tandem",
                     .where = where,
                     .expected = "the root attribute format = '" + std::string(kDataFormat) + "'",
                     .advice = "Pack the original data."});
  }
  const int64_t version = hdf5::read_integer(file, "format_version", where);
  if (version != kDataFormatVersion) {
    throw DataError({.what = "has another format version",
                     .where = where,
                     .expected = std::to_string(kDataFormatVersion),
                     .got = std::to_string(version),
                     .advice = "Pack the data set again with this version of tandem."});
  }
  if (!hdf5::has_attribute(file, "complete", where) ||
      hdf5::read_integer(file, "complete", where) != 1) {
    throw DataError({.what = "was not packed to its end",
                     .where = where,
                     .expected = "the root attribute complete = 1",
                     .advice = "Delete it and pack the data set again."});
  }
}

DataSetOrigin read_origin(const hdf5::Handle& file, const std::string& where) {
  DataSetOrigin origin;
  origin.generator = hdf5::read_string(file, "generator", where);
  origin.class_names = hdf5::read_strings(file, "class_names", where);
  origin.shuffle_seed = static_cast<uint64_t>(hdf5::read_integer(file, "shuffle_seed", where));
  for (const std::string& entry : hdf5::read_strings(file, "source_digests", where)) {
    // "<digest> <file name>", as digest tools print it.
    const size_t space = entry.find(' ');
    origin.source_digests.emplace_back(space == std::string::npos ? "" : entry.substr(space + 1),
                                       entry.substr(0, space));
  }
  return origin;
}

DataSetGroup read_group(const hdf5::Handle& file, const std::filesystem::path& path,
                        const std::string& name) {
  DataSetGroup group{.name = name, .fields = {}};
  for (hdf5::NamedDataSet& found : hdf5::data_sets_below(file, name, kMaxFields, path.string())) {
    group.fields.emplace_back(std::move(found.data_set), path, name, found.name);
  }
  const std::string where = path.string() + ", /" + name;
  if (group.fields.empty()) throw DataError({.what = "holds no fields", .where = where});
  group.num_rows = group.fields.front().num_rows();
  group.chunk_rows = group.fields.front().chunk_rows();
  for (const DataSetField& field : group.fields) {
    if (field.num_rows() == group.num_rows && field.chunk_rows() == group.chunk_rows) continue;
    throw DataError({.what = "fields do not fit together: " + field.description().name,
                     .where = where,
                     .expected = std::to_string(group.num_rows) + " rows in chunks of " +
                                 std::to_string(group.chunk_rows),
                     .got = std::to_string(field.num_rows()) + " in chunks of " +
                            std::to_string(field.chunk_rows()),
                     .advice = "Pack the data set again."});
  }
  return group;
}

}  // namespace

const DataSetField& DataSetGroup::field(const std::string& field_name) const {
  for (const DataSetField& candidate : fields) {
    if (candidate.description().name == field_name) return candidate;
  }
  throw DataError({.what = "there is no field '" + field_name + "' in /" + name,
                   .expected = joined(fields, [](const auto& f) { return f.description().name; })});
}

int64_t DataSetGroup::num_bytes() const {
  int64_t bytes = 0;
  for (const DataSetField& field : fields) bytes += field.num_rows() * field.row_bytes();
  return bytes;
}

DataSetFile::DataSetFile(const std::filesystem::path& path) : path_(path), file_(open_file(path)) {
  const std::string where = path.string();
  check_finished(file_, where);
  origin_ = read_origin(file_, where);
  const std::vector<std::string> present = hdf5::group_names(file_, where);
  for (const std::string& name : present) {
    if (std::find(kGroupNames.begin(), kGroupNames.end(), name) == kGroupNames.end()) {
      throw DataError({.what = "holds something that a data set does not have",
                       .where = where,
                       .expected = "the groups train, valid, test",
                       .got = name});
    }
  }
  for (const char* name : kGroupNames) {
    if (std::find(present.begin(), present.end(), name) == present.end()) continue;
    groups_.push_back(read_group(file_, path, name));
  }
  if (groups_.empty()) throw DataError({.what = "holds no rows", .where = where});
}

bool DataSetFile::has_group(const std::string& name) const {
  return std::any_of(groups_.begin(), groups_.end(),
                     [&](const DataSetGroup& group) { return group.name == name; });
}

const DataSetGroup& DataSetFile::group(const std::string& name) const {
  for (const DataSetGroup& candidate : groups_) {
    if (candidate.name == name) return candidate;
  }
  throw DataError({.what = "there is no group /" + name,
                   .where = path_,
                   .expected = joined(groups_, [](const auto& g) { return "/" + g.name; })});
}

DataDescription DataSetFile::description(const std::string& group_name) const {
  DataDescription description{.fields = {}, .class_names = origin_.class_names};
  for (const DataSetField& field : group(group_name).fields) {
    description.fields.push_back(field.description());
  }
  return description;
}

}  // namespace tandem
