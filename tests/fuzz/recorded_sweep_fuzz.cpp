// A sweep that goes on from its journal: what is replayed once is replayed again to the same jobs.
// An input is what lies in the journal behind its beginning.
#include "framework/core/files.h"
#include "framework/core/log.h"
#include "framework/sweep/recorded_sweep.h"
#include "tests/framework/sweep/played_sweep.h"
#include "tests/fuzz/fuzz_target.h"

namespace tandem::fuzzing {
namespace {

using testing_support::played_definition;
using testing_support::played_lengths;

/// A journal of three trials that halving compares, each with the first two seeds.
struct Beginning {
  std::filesystem::path root = empty_directory();
  SweepDefinition sweep = played_definition("halving", 3);
  std::string journal;

  Beginning() {
    write_bytes(root / "x.yaml", "");
    sweep.families.front().config = root / "x.yaml";
    sweep.seeds = {1, 2};
    const RecordedSweep recorded(SweepPaths{root}, sweep, played_lengths());
    journal = read_file(SweepPaths{root}.journal());
  }
};

std::vector<JobKey> keys_of(const RecordedSweep& sweep) {
  std::vector<JobKey> keys;
  for (const TrialJob& job : sweep.jobs()) keys.push_back(job.key);
  return keys;
}

}  // namespace

void try_input(std::string_view bytes) {
  static const Beginning beginning;
  open_log("/dev/null");
  const SweepPaths paths{beginning.root};
  write_bytes(paths.journal(), beginning.journal + std::string(bytes));
  std::vector<JobKey> jobs;
  const auto go_on = [&] {
    jobs = keys_of(RecordedSweep(paths, beginning.sweep, played_lengths()));
  };
  if (!is_accepted(go_on)) return;
  const std::vector<JobKey> first = jobs;
  const std::string journal = read_file(paths.journal());
  require(is_accepted(go_on), "a sweep that went on goes on again");
  require(jobs == first, "a sweep that went on has the same jobs");
  require(read_file(paths.journal()) == journal, "a sweep that went on adds nothing");
  is_accepted([&] { verify_sweep(paths, beginning.sweep); });
}

}  // namespace tandem::fuzzing
