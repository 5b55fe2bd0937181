#include "datasets/idx_file.h"

#include <zlib.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <memory>
#include <system_error>

#include "framework/core/error.h"

namespace tandem {
namespace {

// More than any such file has, and few enough that no product of sizes overflows.
constexpr int64_t kMaxValues = int64_t{1} << 36;
// Deflate cannot shrink below about 1/1032.
constexpr int64_t kMaxExpansion = 1100;
constexpr size_t kPieceBytes = size_t{1} << 20;

/// A gzip file, or a plain one, which zlib passes through.
class GzipReader {
 public:
  explicit GzipReader(const std::filesystem::path& path) : path_(path) {
    // gzopen sets errno only where the file itself cannot be opened (zlib's manual).
    errno = 0;
    file_.reset(gzopen(path.c_str(), "rb"));
    if (!file_) {
      throw FileError({.what = "cannot open the file",
                       .where = path,
                       .got = std::strerror(errno),
                       .advice = "Check --from."});
    }
  }

  /// Reads up to `count` bytes and returns how many there were.
  size_t read(void* bytes, size_t count) {
    size_t done = 0;
    while (done < count) {
      // gzread returns an int.
      const auto part = static_cast<unsigned>(std::min<size_t>(count - done, size_t{1} << 30));
      const int got = gzread(file_.get(), static_cast<char*>(bytes) + done, part);
      if (got < 0) fail();
      if (got == 0) break;
      done += static_cast<size_t>(got);
    }
    // A gzip file that is cut off ends like a whole one as far as gzread says: the status tells.
    int status = Z_OK;
    gzerror(file_.get(), &status);
    if (status != Z_OK && status != Z_STREAM_END) fail();
    return done;
  }

 private:
  struct Close {
    // A file that was only read has nothing to lose when closing fails.
    void operator()(gzFile file) const { static_cast<void>(gzclose_r(file)); }
  };

  [[noreturn]] void fail() {
    int status = Z_OK;
    const std::string message = gzerror(file_.get(), &status);
    throw DataError({.what = "the file is damaged or truncated",
                     .where = path_,
                     .expected = "a whole gzip file",
                     .got = message,
                     .advice = "Download it again."});
  }

  std::filesystem::path path_;
  std::unique_ptr<gzFile_s, Close> file_;
};

uint32_t big_endian(const uint8_t* bytes) {
  return static_cast<uint32_t>(bytes[0]) << 24 | static_cast<uint32_t>(bytes[1]) << 16 |
         static_cast<uint32_t>(bytes[2]) << 8 | static_cast<uint32_t>(bytes[3]);
}

std::string hexadecimal(uint32_t value) {
  std::array<char, 16> text{};
  std::snprintf(text.data(), text.size(), "0x%08x", value);
  return text.data();
}

[[noreturn]] void refuse(const std::filesystem::path& path, const std::string& what,
                         const std::string& expected, const std::string& got) {
  throw DataError({.what = what,
                   .where = path,
                   .expected = expected,
                   .got = got,
                   .advice = "Check that it is the original file, whole."});
}

/// Up to `count` bytes and one more, where the file of `file_bytes` bytes has them. Memory grows
/// with what is there, not with what is claimed.
std::vector<uint8_t> read_pieces(GzipReader& file, size_t count, size_t file_bytes) {
  std::vector<uint8_t> bytes;
  while (bytes.size() <= count) {
    const size_t done = bytes.size();
    const size_t wanted = std::min(count + 1 - done, std::max({kPieceBytes, file_bytes, done / 2}));
    // Exactly: resize alone may reserve twice as much.
    bytes.reserve(done + wanted);
    bytes.resize(done + wanted);
    const size_t got = file.read(bytes.data() + done, wanted);
    bytes.resize(done + got);
    if (got < wanted) break;
  }
  return bytes;
}

}  // namespace

IdxArray read_idx(const std::filesystem::path& path, int rank) {
  GzipReader file(path);
  std::vector<uint8_t> header(static_cast<size_t>(4 + 4 * rank));
  const size_t header_bytes = file.read(header.data(), header.size());
  if (header_bytes != header.size()) {
    refuse(path, "the IDX header is cut short", std::to_string(header.size()) + " bytes",
           std::to_string(header_bytes));
  }
  // Two bytes of 0, the type (8: unsigned bytes), and the number of dimensions.
  const uint32_t magic = 0x0800u + static_cast<uint32_t>(rank);
  if (big_endian(header.data()) != magic) {
    refuse(path,
           "is not an IDX file of unsigned bytes with " + std::to_string(rank) + " dimensions",
           "magic number " + hexadecimal(magic), hexadecimal(big_endian(header.data())));
  }
  IdxArray array;
  // A header may claim any sizes: they are held against the file before memory is asked for.
  std::error_code error;
  const auto file_bytes = static_cast<int64_t>(std::filesystem::file_size(path, error));
  if (error) {
    throw FileError({.what = "the size of the file cannot be told (" + error.message() + ")",
                     .where = path,
                     .advice = "Check --from."});
  }
  int64_t count = 1;
  for (int i = 0; i < rank; ++i) {
    const int64_t size = big_endian(header.data() + ptrdiff_t{4} * (i + 1));
    if (size == 0 || size > kMaxValues / count || count * size > kMaxExpansion * file_bytes) {
      refuse(path, "the IDX header has an unusable size",
             "positive sizes that fit a file of " + std::to_string(file_bytes) + " bytes",
             std::to_string(size));
    }
    count *= size;
    array.sizes.push_back(size);
  }
  array.values = read_pieces(file, static_cast<size_t>(count), static_cast<size_t>(file_bytes));
  const auto got = static_cast<int64_t>(array.values.size());
  if (got != count) {
    refuse(path, "the IDX file has another length than its header says",
           std::to_string(count) + " values", got > count ? "more" : std::to_string(got));
  }
  return array;
}

}  // namespace tandem
