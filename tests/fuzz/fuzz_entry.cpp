// The way from libFuzzer to a target, and what targets share.
#include <cstdio>
#include <cstdlib>
#include <fstream>

#include "framework/core/files.h"
#include "tests/fuzz/fuzz_target.h"

namespace tandem::fuzzing {
namespace {

namespace fs = std::filesystem;

/// Owned by the process, so that what libFuzzer ends without destructors is removed by whom runs
/// it.
class Scratch {
 public:
  Scratch() = default;
  ~Scratch() {
    std::error_code error;
    fs::remove_all(path_, error);
  }
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;

  const fs::path& path() const { return path_; }

 private:
  fs::path path_ = make_unique_directory(fs::temp_directory_path() / "tandem-fuzz-");
};

}  // namespace

void require(bool holds, const char* law) {
  if (holds) return;
  std::fprintf(stderr, "broken law: %s\n", law);
  std::abort();
}

std::vector<std::string> parts_of(std::string_view bytes, size_t count) {
  constexpr std::string_view kSeparator = "\n%%\n";
  std::vector<std::string> parts;
  while (parts.size() + 1 < count) {
    const size_t end = std::min(bytes.find(kSeparator), bytes.size());
    parts.emplace_back(bytes.substr(0, end));
    bytes.remove_prefix(std::min(end + kSeparator.size(), bytes.size()));
  }
  parts.emplace_back(bytes);
  return parts;
}

fs::path empty_directory() {
  static const Scratch scratch;
  for (const auto& entry : fs::directory_iterator(scratch.path())) fs::remove_all(entry.path());
  return scratch.path();
}

void write_bytes(const fs::path& path, std::string_view bytes) {
  std::ofstream file(path, std::ios::binary | std::ios::trunc);
  file.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  require(file.flush().good(), "a file can be written");
}

}  // namespace tandem::fuzzing

// libFuzzer calls it by this name.
extern "C" int LLVMFuzzerTestOneInput(const unsigned char* bytes, size_t num_bytes) {
  tandem::fuzzing::try_input({reinterpret_cast<const char*>(bytes), num_bytes});
  return 0;
}
