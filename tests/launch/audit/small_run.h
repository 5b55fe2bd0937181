// A run that never was: what is in its directory is made up, and sound.
#pragma once

#include <map>
#include <string>

#include "framework/core/digest.h"
#include "framework/core/files.h"
#include "framework/runs/checkpoint_writer.h"
#include "framework/runs/run_manifest.h"
#include "framework/runs/run_paths.h"
#include "tests/support/temporary_directory.h"

namespace tandem {

class SmallRun {
 public:
  /// A configuration and a manifest of one start.
  SmallRun() {
    replace_file(paths().config(), "steps: 6\n");
    RunFacts facts;
    facts.name = "small";
    RunStart start;
    start.hosts = {"h"};
    start.numerics = "here";
    RunManifest(directory_.path()).start(facts, start);
  }

  RunPaths paths() const { return {directory_.path()}; }

  void write_metrics(const std::string& lines) const { replace_file(paths().metrics(), lines); }

  using Files = std::map<std::string, std::string>;
  void save(int64_t step, const Files& files) const {
    CheckpointWriter writer(paths().checkpoints(), step);
    for (const auto& [name, bytes] : files) writer.add(name, bytes);
    writer.commit();
  }

  /// What metrics.jsonl says of such a checkpoint, and of the images that a network had seen.
  static std::string line_about(int64_t step, const Files& files, int64_t num_images = 64) {
    std::string digests;
    for (const auto& [name, bytes] : files) {
      digests += (digests.empty() ? "\"" : ",\"") + name + "\":\"" + digest_of(bytes) + "\"";
    }
    return "{\"step\":" + std::to_string(step) + ",\"checkpoint\":{" + digests +
           "},\"images\":{\"net\":" + std::to_string(num_images) + "}}\n";
  }

 private:
  TemporaryDirectory directory_;
};

}  // namespace tandem
