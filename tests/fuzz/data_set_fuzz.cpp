// Data sets: HDF5 files whose checksums are true, so that what they say is read. An input is edits
// of a small data set, three bytes each: where, in two, and what. HDF5 itself crashes over some
// files: each is first opened in a child process, and one that dies inside the library is passed
// over.
#include <sanitizer/asan_interface.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <cstdio>
#include <cstring>

#include "framework/core/files.h"
#include "framework/data/storage/data_set_file.h"
#include "tests/fuzz/fuzz_target.h"
#include "tests/support/small_data_set.h"

// Of the library: the checksum of its metadata.
extern "C" uint32_t H5_checksum_metadata(const void* bytes, size_t num_bytes, uint32_t first);

// It loses memory over damaged files.
extern "C" const char* __lsan_default_suppressions() { return "leak:libhdf5\n"; }

namespace tandem::fuzzing {
namespace {

constexpr int kDiedInLibrary = 3;
constexpr int kOutOfMemory = 71;  // libFuzzer's
constexpr unsigned kMostSeconds = 20;
constexpr size_t kChecksum = 4;

/// Bytes of the file that have a checksum behind them.
struct Block {
  size_t begin = 0;
  size_t length = 0;
};

uint32_t checksum_of(const std::string& file, const Block& block) {
  return H5_checksum_metadata(file.data() + block.begin, block.length, 0);
}

/// All blocks of metadata, found by what they begin with and by their checksums.
std::vector<Block> blocks_of(const std::string& file) {
  std::vector<Block> blocks;
  for (const char* name : {"\x89HDF", "OHDR", "OCHK", "BTHD", "BTLF", "BTIN", "FRHP", "FHDB",
                           "FHIB", "FADB", "FAHD", "EAHD", "EAIB", "EADB", "SMTB", "SMLI"}) {
    for (size_t begin = file.find(name); begin != std::string::npos;
         begin = file.find(name, begin + 1)) {
      for (size_t length = 8; begin + length + kChecksum <= file.size(); ++length) {
        uint32_t stored = 0;
        std::memcpy(&stored, file.data() + begin + length, kChecksum);
        if (stored != checksum_of(file, {begin, length})) continue;
        blocks.push_back({begin, length});
        break;
      }
    }
  }
  return blocks;
}

struct Original {
  std::filesystem::path path = empty_directory() / "x.h5";
  std::string bytes;
  std::vector<Block> blocks;

  Original() {
    write_small_data_set(path, {.num_train = 3, .num_test = 1, .image_shape = {2, 2, 1}});
    bytes = read_file(path);
    blocks = blocks_of(bytes);
    require(blocks.size() > 4, "the blocks of a data set are found");
  }
};

std::string edited(const Original& original, std::string_view edits) {
  std::string file = original.bytes;
  for (size_t i = 0; i + 3 <= edits.size(); i += 3) {
    const auto high = static_cast<uint8_t>(edits[i]), low = static_cast<uint8_t>(edits[i + 1]);
    file[(size_t{high} << 8 | low) % file.size()] = edits[i + 2];
  }
  for (const Block& block : original.blocks) {
    const uint32_t checksum = checksum_of(file, block);
    std::memcpy(file.data() + block.begin + block.length, &checksum, kChecksum);
  }
  return file;
}

void try_data_set(const std::filesystem::path& path) {
  is_accepted([&] {
    const DataSetFile file(path);
    for (const DataSetGroup& group : file.groups()) {
      for (const DataSetField& field : group.fields) {
        require(field.num_rows() == group.num_rows, "fields have as many rows as their group");
        field.check_digest();
      }
    }
  });
}

/// Whether the report of a crash first names the library, not tandem.
bool blames_library(std::string_view report) {
  return report.find("libhdf5") < report.find("tandem::");
}

void end_in_library(const char* report) {
  if (blames_library(report)) ::_exit(kDiedInLibrary);
}

/// Whether it was the library that asked for more memory than libFuzzer grants, by what the child
/// said of it. The input that it kept is removed then.
bool asked_for_too_much(const std::string& said) {
  if (!blames_library(said)) return false;
  constexpr std::string_view kKept = "Test unit written to ";
  if (const size_t kept = said.find(kKept); kept != std::string::npos) {
    const size_t begin = kept + kKept.size();
    std::filesystem::remove(said.substr(begin, said.find('\n', begin) - begin));
  }
  return true;
}

bool dies_in_library(const std::filesystem::path& path) {
  const std::filesystem::path log = path.parent_path() / "log";
  const pid_t child = ::fork();
  require(child >= 0, "a child process can be made");
  if (child == 0) {
    ::alarm(kMostSeconds);
    __asan_set_error_report_callback(end_in_library);
    if (std::freopen(log.c_str(), "w", stderr) == nullptr) ::_exit(1);
    try_data_set(path);
    ::_exit(0);
  }
  int status = 0;
  pid_t ended = 0;
  do {
    ended = ::waitpid(child, &status, 0);
  } while (ended < 0 && errno == EINTR);
  require(ended == child, "the child process is waited for");
  const int code = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  if (code == 0 || code == kDiedInLibrary) return code == kDiedInLibrary;
  const std::string said = read_file(log);
  if (code == kOutOfMemory && asked_for_too_much(said)) return true;
  std::fputs(said.c_str(), stderr);
  require(false, "a data set is read or refused");
  return false;
}

}  // namespace

void try_input(std::string_view bytes) {
  static const Original original;
  write_bytes(original.path, edited(original, bytes));
  // Once more here, where libFuzzer sees what is reached.
  if (!dies_in_library(original.path)) try_data_set(original.path);
}

}  // namespace tandem::fuzzing
