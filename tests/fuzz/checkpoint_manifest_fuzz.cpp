// The manifest of a checkpoint: only one text says what is accepted. The digest that it carries of
// itself is made true where it can be, since nothing would get past it.
#include <nlohmann/json.hpp>

#include "framework/core/digest.h"
#include "framework/runs/checkpoint_manifest.h"
#include "tests/fuzz/fuzz_target.h"

namespace tandem::fuzzing {
namespace {

std::string signed_manifest(std::string_view bytes) {
  auto object = nlohmann::ordered_json::parse(bytes, nullptr, false);
  if (!object.is_object()) return std::string(bytes);
  object.erase("digest");
  object["digest"] = digest_of(object.dump(2) + "\n");
  return object.dump(2) + "\n";
}

}  // namespace

void try_input(std::string_view bytes) {
  const std::filesystem::path directory = empty_directory();
  for (const std::string& text : {std::string(bytes), signed_manifest(bytes)}) {
    write_bytes(directory / kManifestName, text);
    damage_of(directory, 1);
    CheckpointManifest manifest;
    if (!is_accepted([&] { manifest = read_manifest(directory); })) continue;
    require(to_json(manifest) == text, "a manifest written again is the same");
  }
}

}  // namespace tandem::fuzzing
