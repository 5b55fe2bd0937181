// Whole files: read, and written so that they are there completely or not at all.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tandem {

class Descriptor;

/// What is at a path, itself and not what a link leads to; of type not_found where nothing is.
/// Throws FileError when that cannot be told.
std::filesystem::file_status status_of(const std::filesystem::path& path);

/// The same of what a link leads to, in the end.
std::filesystem::file_status followed_status_of(const std::filesystem::path& path);

/// Names in a directory, in no order; none when there is no such directory. Throws FileError.
std::vector<std::string> names_in(const std::filesystem::path& directory);

/// The first of `wished`, `wished`-2, `wished`-3, … where nothing is. Throws FileError.
std::filesystem::path unused_path(const std::filesystem::path& wished);

/// The bytes of a file. Throws FileError when it cannot be read.
std::string read_file(const std::filesystem::path& path);

/// What could be read of a file before its end or an error; empty where there is none. For files
/// that may go while they are read: those of a process, of a status that is replaced.
std::string read_fleeting_file(const std::filesystem::path& path);

/// Writes `bytes` to a file, anew where it is there, and fsyncs it. Throws FileError naming path,
/// needed and free bytes.
void write_file_synced(const std::filesystem::path& path, std::string_view bytes);

/// Behind the name of a file: what replace_file would have put in its place.
inline constexpr const char* kReplacementMark = ".new-";

/// Replaces the file by `bytes`: written beside it, fsynced, renamed. A reader sees the old or the
/// new content. Throws FileError; the old file is then untouched.
void replace_file(const std::filesystem::path& path, std::string_view bytes);

/// Makes a directory, and those above it that are missing. Throws FileError.
void make_directories(const std::filesystem::path& directory);

/// Makes a directory that was not there, and returns its path: `begin` and six letters or digits.
/// Only this user may enter it. Throws FileError.
std::filesystem::path make_unique_directory(const std::filesystem::path& begin);

/// Makes the bytes of a file durable, of which `descriptor` is one. Throws FileError.
void sync_file(const Descriptor& descriptor, const std::filesystem::path& path);

/// Makes the entries of a directory durable. Throws FileError.
void sync_directory(const std::filesystem::path& directory);

/// Bytes that may still be written where `path` is or would be; none when that cannot be told.
std::optional<int64_t> free_bytes(const std::filesystem::path& path);

/// "4096 bytes free", of the same place or of that number; nothing where it cannot be told.
std::string free_bytes_text(const std::filesystem::path& path);
std::string free_bytes_text(int64_t num_bytes);

/// Throws FileError for the current errno: `what`, path, reason, and for a lack of space the bytes
/// needed and free.
[[noreturn]] void throw_file_error(const std::string& what, const std::filesystem::path& path,
                                   size_t needed_bytes = 0);

/// The same where something was only to be read.
[[noreturn]] void throw_read_error(const std::string& what, const std::filesystem::path& path);

}  // namespace tandem
