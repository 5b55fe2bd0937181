#include "framework/checkpoint/checkpoint_contents.h"

#include <utility>

#include "framework/core/digest.h"
#include "framework/core/json.h"
#include "framework/runs/run_paths.h"

namespace tandem {

SealedCheckpoint sealed_checkpoint(int64_t step, const CheckpointContents& contents) {
  SealedCheckpoint sealed;
  for (const auto& [name, tensors] : contents.tensors) {
    sealed.files[part_file(name)] =
        to_safetensors(tensors, {{"writer", "tandem"}, {"step", std::to_string(step)}});
  }
  nlohmann::json state = contents.state;
  if (contents.best) {
    sealed.best_step = contents.best->step;
    put_best(*contents.best, state);
  }
  sealed.files[kStateFile] = state.dump(2) + "\n";
  sealed.manifest.step = step;
  for (const auto& [name, bytes] : sealed.files) {
    sealed.manifest.files[name] = {.num_bytes = bytes.size(), .digest = digest_of(bytes)};
  }
  return sealed;
}

CheckpointContents contents_of_files(std::map<std::string, std::string> files,
                                     const std::filesystem::path& directory) {
  CheckpointContents contents;
  const auto state = files.find(kStateFile);
  contents.state = parse_json_object(state == files.end() ? std::string() : state->second,
                                     directory / kStateFile);
  contents.best = take_best(contents.state);
  for (auto& [name, bytes] : files) {
    if (const auto part = part_of_file(name)) {
      contents.tensors[*part] = parse_safetensors(bytes, directory / name);
    }
    bytes = std::string();  // memory need not hold all of it twice
  }
  return contents;
}

}  // namespace tandem
