// Translates a folder of image files: `sample RUN --input FOLDER`.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

#include "launch/interruption.h"
#include "launch/worker/loaded_run.h"

namespace tandem {

struct FolderTranslation {
  std::filesystem::path input;
  std::filesystem::path output;  // made where there is none
  std::string direction;         // the name of a translation
  bool replace = false;          // files of the output
};

/// Writes every PNG and JPEG below the input (list_images), brought to the size and channels of the
/// model and translated, as a PNG of the same name (and folder) below the output; returns their
/// number. Throws UsageError for a direction that the family does not have, an input that is no
/// folder, an output in it and, before anything is written, a file that is there already and may
/// not be replaced, as files of the input never may; DataError for a broken image, for two that
/// would have the same name and what list_images throws; FileError; Interrupted, between two files.
int64_t translate_folder(LoadedRun& run, const FolderTranslation& translation,
                         const HeldInterruption& interruption);

}  // namespace tandem
