// Writes a data set of random samples of 3 KB for the benchmarks: `benchmark-data FILE ROWS`.
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <exception>
#include <string>

#include "framework/core/seed.h"
#include "framework/data/storage/data_set_writer.h"

namespace {

constexpr int64_t kSide = 32;
constexpr int64_t kChannels = 3;
constexpr size_t kWords = kSide * kSide * kChannels / sizeof(uint64_t);

void write_samples(const std::string& path, int64_t num_rows) {
  tandem::DataSetWriter writer(
      {.path = path, .replace = true}, {.generator = "benchmark"},
      {{.name = "images", .shape = {kSide, kSide, kChannels}, .type = "uint8"}});
  writer.begin_group("train", num_rows);
  tandem::RandomSequence random(1);
  for (int64_t row = 0; row < num_rows; ++row) {
    std::byte* const image = writer.next_row()[0];
    for (size_t word = 0; word < kWords; ++word) {
      const uint64_t bits = random.next();
      std::memcpy(image + word * sizeof(bits), &bits, sizeof(bits));
    }
  }
  writer.finish();
}

}  // namespace

int main(int argc, char** argv) {
  const int64_t num_rows = argc == 3 ? std::atoll(argv[2]) : 0;
  if (num_rows < 1) {
    std::fprintf(stderr, "usage: benchmark-data FILE ROWS\n");
    return 64;
  }
  try {
    write_samples(argv[1], num_rows);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return 74;
  }
  return 0;
}
