// Translates a folder of image files: `sample RUN --input FOLDER`.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

#include "launch/worker/loaded_run.h"

namespace tandem {

struct FolderTranslation {
  std::filesystem::path input;
  std::filesystem::path output;  // made where there is none
  std::string direction;         // the name of a translation
};

/// Writes every PNG and JPEG below the input, brought to the size and channels of the model and
/// translated, as a PNG of the same name (and folder) below the output; returns their number.
/// Throws UsageError for a direction that the family does not have or an input that is no folder,
/// DataError for a broken image and for two that would have the same name, FileError.
int64_t translate_folder(LoadedRun& run, const FolderTranslation& translation);

}  // namespace tandem
