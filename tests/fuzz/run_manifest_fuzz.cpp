// The manifest of a run: what is accepted is written, and says the same when it is read again.
#include "framework/core/files.h"
#include "framework/runs/run_manifest.h"
#include "framework/runs/run_paths.h"
#include "tests/fuzz/fuzz_target.h"

namespace tandem::fuzzing {

void try_input(std::string_view bytes) {
  const std::filesystem::path run = empty_directory();
  const std::filesystem::path path = RunPaths{run}.manifest();
  write_bytes(path, bytes);
  if (!is_accepted([&] {
        RunManifest manifest(run);
        manifest.check("data", "judge", "paths");
      })) {
    return;
  }
  RunManifest manifest(run);
  manifest.numerics_change("avx2");
  manifest.options({});
  if (!manifest.was_started()) return;
  manifest.finish("stopped", 7);
  const std::string written = read_file(path);
  RunManifest again(run);
  require(again.starts().back().end->step == 7, "the end of a start is read again");
  again.finish("stopped", 7);
  again.starts();
  require(again.facts().options == manifest.facts().options, "options written again are the same");
  require(again.starts().size() == manifest.starts().size(), "starts written again are as many");
  require(read_file(path).size() == written.size(), "a manifest written again is the same");
}

}  // namespace tandem::fuzzing
