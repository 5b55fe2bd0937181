// The status of a rank: whatever is read can be written, and is then read the same.
#include "framework/core/files.h"
#include "framework/runs/rank_status.h"
#include "tests/fuzz/fuzz_target.h"

namespace tandem::fuzzing {

void try_input(std::string_view bytes) {
  const std::filesystem::path path = empty_directory() / "rank-0.json";
  write_bytes(path, bytes);
  const std::optional<RankStatus> status = read_rank_status(path);
  if (!status) return;
  write_rank_status(path, *status);
  const std::string written = read_file(path);
  const std::optional<RankStatus> again = read_rank_status(path);
  require(again.has_value(), "a status written again is read");
  write_rank_status(path, *again);
  require(read_file(path) == written, "a status written again is the same");
}

}  // namespace tandem::fuzzing
