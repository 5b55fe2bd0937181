// Attributes of HDF5 objects: integers and strings of fixed length, which live in the checksummed
// object header (variable-length strings would live in a heap without checksums).
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "framework/core/digest.h"
#include "framework/data/storage/hdf5.h"

namespace tandem::hdf5 {

/// Reading: `where` names the object in errors. Throws DataError when the attribute is missing,
/// has another type or rank, or is larger than 64 MiB, FileError when the file cannot be read.
int64_t read_integer(const Handle& object, const std::string& name, const std::string& where);
std::string read_string(const Handle& object, const std::string& name, const std::string& where);
std::vector<std::string> read_strings(const Handle& object, const std::string& name,
                                      const std::string& where);
/// Digests are opaque values of 16 bytes; `most`: how many there may be, also beyond 64 MiB.
std::vector<DigestBytes> read_digests(const Handle& object, const std::string& name,
                                      const std::string& where, int64_t most);

/// Writing: a new attribute. Throws FileError.
void write_integer(const Handle& object, const std::string& name, int64_t value);
void write_string(const Handle& object, const std::string& name, const std::string& text);
void write_strings(const Handle& object, const std::string& name,
                   const std::vector<std::string>& texts);
void write_digests(const Handle& object, const std::string& name,
                   const std::vector<DigestBytes>& digests);

}  // namespace tandem::hdf5
