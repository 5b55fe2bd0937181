#include "framework/data/storage/attributes.h"

#include <algorithm>
#include <cstring>

#include "framework/core/error.h"

namespace tandem::hdf5 {
namespace {

constexpr size_t kMaxAttributeBytes = size_t{64} << 20;

[[noreturn]] void refuse(const std::string& name, const std::string& where,
                         const std::string& expected, const std::string& got) {
  check_readable(where, got);
  throw DataError({.what = "attribute '" + name + "' cannot be used",
                   .where = where,
                   .expected = expected,
                   .got = got,
                   .advice = "Pack the data set again."});
}

struct Attribute {
  Handle handle;
  Handle type;
  size_t count = 0;
};

Attribute open(const Handle& object, const std::string& name, const std::string& where,
               size_t most_bytes = kMaxAttributeBytes) {
  if (!has_attribute(object, name, where)) refuse(name, where, "the attribute", "none");
  Attribute attribute;
  attribute.handle = Handle(H5Aopen(object.get(), name.c_str(), H5P_DEFAULT));
  if (attribute.handle.get() < 0) refuse(name, where, "the attribute", last_message());
  attribute.type = Handle(H5Aget_type(attribute.handle.get()));
  const Handle space(H5Aget_space(attribute.handle.get()));
  const int rank = H5Sget_simple_extent_ndims(space.get());
  const hssize_t count = H5Sget_simple_extent_npoints(space.get());
  if (attribute.type.get() < 0 || rank < 0 || rank > 1 || count < 0) {
    refuse(name, where, "one value or a list", last_message());
  }
  attribute.count = static_cast<size_t>(count);
  const size_t value_bytes = H5Tget_size(attribute.type.get());
  if (value_bytes == 0 || attribute.count > most_bytes / value_bytes) {
    refuse(name, where, "at most " + std::to_string(most_bytes) + " bytes",
           std::to_string(count) + " values");
  }
  return attribute;
}

void write(const Handle& object, const std::string& name, const Handle& type, const Handle& space,
           const void* values) {
  const Handle attribute(
      H5Acreate2(object.get(), name.c_str(), type.get(), space.get(), H5P_DEFAULT, H5P_DEFAULT));
  if (attribute.get() < 0 || H5Awrite(attribute.get(), type.get(), values) < 0) {
    throw FileError({.what = "cannot write attribute '" + name + "'", .got = last_message()});
  }
}

Handle string_type(size_t size) {
  Handle type(H5Tcopy(H5T_C_S1));
  if (H5Tset_size(type.get(), size) < 0 || H5Tset_cset(type.get(), H5T_CSET_UTF8) < 0 ||
      H5Tset_strpad(type.get(), H5T_STR_NULLPAD) < 0) {
    throw FileError({.what = "cannot make an HDF5 string type", .got = last_message()});
  }
  return type;
}

}  // namespace

int64_t read_integer(const Handle& object, const std::string& name, const std::string& where) {
  const Attribute attribute = open(object, name, where);
  int64_t value = 0;
  if (H5Tget_class(attribute.type.get()) != H5T_INTEGER || attribute.count != 1) {
    refuse(name, where, "one integer", "something else");
  }
  if (H5Aread(attribute.handle.get(), H5T_NATIVE_INT64, &value) < 0) {
    refuse(name, where, "one integer", last_message());
  }
  return value;
}

std::vector<std::string> read_strings(const Handle& object, const std::string& name,
                                      const std::string& where) {
  const Attribute attribute = open(object, name, where);
  if (H5Tget_class(attribute.type.get()) != H5T_STRING ||
      H5Tis_variable_str(attribute.type.get()) != 0) {
    refuse(name, where, "strings of fixed length", "something else");
  }
  const size_t size = H5Tget_size(attribute.type.get());
  std::vector<char> bytes(size * attribute.count);
  if (!bytes.empty() && H5Aread(attribute.handle.get(), attribute.type.get(), bytes.data()) < 0) {
    refuse(name, where, "strings", last_message());
  }
  std::vector<std::string> texts;
  for (size_t i = 0; i < attribute.count; ++i) {
    const char* text = bytes.data() + i * size;
    // Padded with zeros; the longest has none behind it.
    texts.emplace_back(text, strnlen(text, size));
  }
  return texts;
}

std::string read_string(const Handle& object, const std::string& name, const std::string& where) {
  const std::vector<std::string> texts = read_strings(object, name, where);
  if (texts.size() != 1) refuse(name, where, "one string", std::to_string(texts.size()));
  return texts.front();
}

std::vector<DigestBytes> read_digests(const Handle& object, const std::string& name,
                                      const std::string& where, int64_t most) {
  const size_t most_bytes = static_cast<size_t>(most) * sizeof(DigestBytes);
  const Attribute attribute = open(object, name, where, std::max(most_bytes, kMaxAttributeBytes));
  if (H5Tget_class(attribute.type.get()) != H5T_OPAQUE ||
      H5Tget_size(attribute.type.get()) != sizeof(DigestBytes)) {
    refuse(name, where, "digests of 16 bytes", "something else");
  }
  std::vector<DigestBytes> digests(attribute.count);
  if (!digests.empty() &&
      H5Aread(attribute.handle.get(), attribute.type.get(), digests.data()) < 0) {
    refuse(name, where, "digests", last_message());
  }
  return digests;
}

void write_integer(const Handle& object, const std::string& name, int64_t value) {
  const Handle space(H5Screate(H5S_SCALAR));
  const Handle type(H5Tcopy(H5T_STD_I64LE));
  write(object, name, type, space, &value);
}

void write_string(const Handle& object, const std::string& name, const std::string& text) {
  // HDF5 has no strings of length 0.
  std::string bytes = text.empty() ? std::string(1, '\0') : text;
  const Handle space(H5Screate(H5S_SCALAR));
  write(object, name, string_type(bytes.size()), space, bytes.data());
}

void write_strings(const Handle& object, const std::string& name,
                   const std::vector<std::string>& texts) {
  size_t size = 1;
  for (const std::string& text : texts) size = std::max(size, text.size());
  std::vector<char> bytes(std::max<size_t>(1, size * texts.size()), '\0');
  for (size_t i = 0; i < texts.size(); ++i) {
    std::copy(texts[i].begin(), texts[i].end(), bytes.begin() + static_cast<ptrdiff_t>(i * size));
  }
  const hsize_t count = texts.size();
  const Handle space(H5Screate_simple(1, &count, nullptr));
  write(object, name, string_type(size), space, bytes.data());
}

void write_digests(const Handle& object, const std::string& name,
                   const std::vector<DigestBytes>& digests) {
  const hsize_t count = digests.size();
  const Handle space(H5Screate_simple(1, &count, nullptr));
  const Handle type(H5Tcreate(H5T_OPAQUE, sizeof(DigestBytes)));
  if (type.get() < 0 || H5Tset_tag(type.get(), "XXH3-128") < 0) {
    throw FileError({.what = "cannot make an HDF5 type", .got = last_message()});
  }
  write(object, name, type, space, digests.data());
}

}  // namespace tandem::hdf5
