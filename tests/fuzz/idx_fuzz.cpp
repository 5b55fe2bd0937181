// IDX files: what is accepted has as many values as its sizes say.
#include <functional>
#include <numeric>

#include "datasets/idx_file.h"
#include "tests/fuzz/fuzz_target.h"

namespace tandem::fuzzing {

void try_input(std::string_view bytes) {
  const std::filesystem::path path = empty_directory() / "x.idx";
  write_bytes(path, bytes);
  for (const int rank : {1, 3}) {
    IdxArray array;
    if (!is_accepted([&] { array = read_idx(path, rank); })) continue;
    require(array.sizes.size() == static_cast<size_t>(rank), "as many sizes as asked for");
    const int64_t count =
        std::accumulate(array.sizes.begin(), array.sizes.end(), int64_t{1}, std::multiplies<>());
    require(array.values.size() == static_cast<size_t>(count), "as many values as the sizes say");
  }
}

}  // namespace tandem::fuzzing
