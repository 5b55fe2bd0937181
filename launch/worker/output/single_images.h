// Any number of generated images, one by one: `sample RUN --output DIR/` or FILE.h5.
#pragma once

#include <filesystem>

#include "framework/showing/generation.h"
#include "launch/interruption.h"
#include "launch/worker/loaded_run.h"

namespace tandem {

struct SingleImages {
  std::filesystem::path output;
  bool replace = false;  // a data set that is there already, or files of a folder
  GenerationRequest request;
};

/// Whether the path names what single images are written to: a folder, which ends with / or is
/// there, or a data set, which ends with .h5.
bool holds_single_images(const std::filesystem::path& output);

/// Writes the images of the request, the same as in a grid of them, as 00000000.png and so on, or
/// as /train of a data set with `images`, a condition `label` as `labels`, other conditions as
/// `conditions/<name>` and `source_index`. Other files of a folder stay. Memory is that of a chunk.
/// Throws UsageError where there are files already that it may not replace, FileError.
void write_single_images(LoadedRun& run, const SingleImages& wanted,
                         const HeldInterruption& interruption);

}  // namespace tandem
