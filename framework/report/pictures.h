// The grids of images that the runs of a comparison have, and which of them are shown.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "framework/report/panel.h"

namespace tandem {

/// A grid of one run, of the last step at which it has any.
struct Picture {
  size_t group = 0;
  size_t run = 0;
  int64_t step = 0;
  std::string role;  // why this run: as representatives have it
  std::filesystem::path path;
};

/// All pictures of a kind, by group, the best run of each first; of several groups, and of what is
/// not generated, of the median run of each alone.
struct PictureKind {
  std::string name;  // "", what a model generates; "reconstructions"; the name of a condition
  std::string title;
  std::string sentence;
  std::vector<Picture> pictures;
};

/// Kinds that are there; what models generate first, then what it is made of, then others by name.
std::vector<PictureKind> picture_kinds(const ReportSubject& subject);

/// The kinds of grids that have a title and a sentence of their own; "" are generated images. Grids
/// of conditions and translations have none: they go by the name of the condition or translation.
std::vector<std::string> described_grids();

/// Bytes that each of these files may have on the page, all together `total`.
uint64_t picture_allowance(const std::vector<PictureKind>& kinds, uint64_t total);

}  // namespace tandem
