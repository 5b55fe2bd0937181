#include "framework/sweep/journal.h"

#include <algorithm>
#include <cerrno>
#include <string_view>
#include <system_error>
#include <utility>

#include "framework/core/append_file.h"
#include "framework/core/error.h"
#include "framework/core/files.h"
#include "framework/core/input_file.h"
#include "framework/core/json.h"
#include "framework/core/log.h"
#include "framework/sweep/journal_lock.h"
#include "framework/sweep/python_json.h"

namespace tandem {
namespace {

namespace fs = std::filesystem;

// A file without line ends is not read into memory as a whole.
constexpr size_t kMaxLineBytes = 16 << 20;
constexpr size_t kBlockBytes = 1 << 20;

void require_journal(const fs::path& path) {
  const fs::file_type type = status_of(path).type();
  if (type == fs::file_type::regular) return;
  const bool is_gone = type == fs::file_type::not_found;
  throw FileError({.what = is_gone ? "the journal is gone" : "this is no journal",
                   .where = path,
                   .expected = "a regular file, no link",
                   .advice = "Put the journal itself in its place."});
}

[[noreturn]] void refuse_line(const fs::path& path, int64_t number, const std::string& why) {
  throw DataError({.what = "journal line " + std::to_string(number) + " " + why,
                   .where = path,
                   .expected = "an object with an op_code, of at most 16 MiB",
                   .advice = "Remove the line if it is the rest of a write that was cut off, or "
                             "put a sound copy of the journal in its place."});
}

nlohmann::json record_of(std::string_view line, const fs::path& path, int64_t number) {
  if (line.size() > kMaxLineBytes)
    refuse_line(path, number, "is no record: it is longer than 16 MiB");
  try {
    nlohmann::json record = parse_python_json(line);
    if (!unseal(record)) refuse_line(path, number, "is not the one that was written");
    const auto code = record.find("op_code");
    if (code != record.end() && code->is_number_integer()) return record;
  } catch (const DataError& error) {
    refuse_line(path, number, "is not JSON: " + error.problem().what);
  }
  refuse_line(path, number, "is no record: it has no op_code");
}

/// The position behind the last line that has an end.
uint64_t end_of_lines(InputFile& file, uint64_t num_bytes) {
  std::string block(kBlockBytes, '\0');
  // From the end, since a torn line is short and the journal may be long.
  for (uint64_t end = num_bytes; end > 0;) {
    const uint64_t begin = end - std::min<uint64_t>(end, kBlockBytes);
    file.seek(begin);
    const size_t count = file.read(block.data(), static_cast<size_t>(end - begin));
    const size_t found = std::string_view(block).substr(0, count).rfind('\n');
    if (found != std::string_view::npos) return begin + found + 1;
    end = begin;
  }
  return 0;
}

/// What would be glued to a torn line would be lost with it.
void cut_torn_tail(const fs::path& path) {
  InputFile file(path);
  const uint64_t num_bytes = file.num_bytes();
  const uint64_t end = end_of_lines(file, num_bytes);
  if (end == num_bytes) return;
  char first = 0;
  file.seek(end);
  file.read(&first, 1);
  // Zeros are what a machine that lost power leaves.
  if (num_bytes - end > kMaxLineBytes || (first != '{' && first != '\0')) {
    throw DataError({.what = "the last line has no end, and does not look like a record",
                     .where = path,
                     .expected = "a journal, to which lines are appended",
                     .advice = "Remove the last line if this is a journal."});
  }
  log_warning(path.string() + ": the last line was never written to its end; " +
              std::to_string(num_bytes - end) + " bytes are cut");
  std::error_code error;
  fs::resize_file(path, end, error);
  if (error) {
    errno = error.value();
    throw_file_error("cannot cut the last line", path);
  }
}

}  // namespace

Journal::Journal(fs::path path) : path_(std::move(path)) {
  if (status_of(path_).type() == fs::file_type::not_found) {
    AppendFile(path_, AppendFile::Open::kExistingOrNew).sync();
    sync_directory(path_.parent_path());
  }
  require_journal(path_);
}

std::vector<nlohmann::json> Journal::read() {
  try {
    return read_on();
  } catch (const DataError&) {
    // A torn tail may have been cut, and another line written, between the reading of two blocks.
    return read_on();
  }
}

std::vector<nlohmann::json> Journal::read_on() {
  require_journal(path_);
  InputFile file(path_);
  if (file.num_bytes() < offset_) {
    throw DataError({.what = "the journal has become shorter than it was when it was read",
                     .where = path_,
                     .expected = std::to_string(offset_) + " bytes or more",
                     .got = std::to_string(file.num_bytes()),
                     .advice = "Start again: all of it is then read anew."});
  }
  std::vector<nlohmann::json> records;
  std::string text;
  uint64_t offset = offset_;
  file.seek(offset);
  for (bool is_end = false; !is_end;) {
    const size_t kept = text.size();
    text.resize(kept + kBlockBytes);
    const size_t count = file.read(text.data() + kept, kBlockBytes);
    text.resize(kept + count);
    is_end = count < kBlockBytes;
    size_t begin = 0;
    // What was kept of the block before has no line end.
    for (size_t end = text.find('\n', kept); end != std::string::npos;
         end = text.find('\n', begin)) {
      const auto number = num_lines_ + static_cast<int64_t>(records.size()) + 1;
      records.push_back(
          record_of(std::string_view(text).substr(begin, end - begin), path_, number));
      begin = end + 1;
    }
    text.erase(0, begin);
    offset += begin;
    if (text.size() > kMaxLineBytes) {
      refuse_line(path_, num_lines_ + static_cast<int64_t>(records.size()) + 1,
                  "is no record: it is longer than 16 MiB");
    }
  }
  // Only now: of a journal with a line that is refused nothing counts as read.
  offset_ = offset;
  num_lines_ += static_cast<int64_t>(records.size());
  return records;
}

void Journal::append(const std::vector<nlohmann::ordered_json>& records) {
  if (records.empty()) return;
  std::string lines;
  for (nlohmann::ordered_json record : records) {
    seal(record);
    const std::string line = to_python_json(record);
    // `read` refuses a longer line, and with it all that follows.
    if (line.size() > kMaxLineBytes) {
      throw DataError(
          {.what = "a record is too long for the journal; nothing was written",
           .where = path_,
           .expected = "at most " + std::to_string(kMaxLineBytes) + " bytes",
           .got = std::to_string(line.size()),
           .advice = "Have runs evaluated less often, or make the sweep file shorter."});
    }
    lines += line + "\n";
  }
  // The lines are made before it is taken: everybody else who writes waits for it.
  const JournalLock lock(path_);
  require_journal(path_);
  cut_torn_tail(path_);
  AppendFile file(path_, AppendFile::Open::kExistingOrNew);
  file.append(lines);
  file.sync();
}

}  // namespace tandem
