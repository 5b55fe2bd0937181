#include "framework/report/pictures.h"

#include <algorithm>
#include <array>
#include <map>

#include "framework/core/choice.h"
#include "framework/report/embedded_image.h"
#include "framework/report/representatives.h"
#include "framework/runs/run_paths.h"
#include "framework/runs/sample_grids.h"

namespace tandem {
namespace {

struct KnownKind {
  const char* name;
  const char* title;
  const char* sentence;
};

constexpr auto kKnownKinds = std::to_array<KnownKind>({
    {"", "Generated images", "From latents fixed by the seed of the run, in order; none chosen."},
    {"classes", "Classes", "A row per class that was asked for."},
    {"reconstructions", "Reconstructions",
     "Rows of images above rows of what the model makes of them; of one that denoises, corrupted "
     "copies first."},
    {"differences", "Differences",
     "Images that were not trained on, what the model makes of them, and how they differ."},
    {"traversals", "Traversals", "A row per latent, moved evenly while the others stay."},
    {"interpolations", "Interpolations",
     "From the latents of one image to those of another, or between two draws."},
    {"translations", "Translations",
     "Images, their translations, and the way back where there is one."},
    {"neighbours", "Nearest training images",
     "Generated images beside the training images that are nearest to them: copies show here."},
    {"pca_samples", "Images along their principal components",
     "Pixels of real and of generated images along the two main directions of the real ones."},
    {"t_sne_samples", "A map of images by t-SNE",
     "Pixels of real and of generated images; distances between groups mean little."},
    {"pca_codes", "Codes along their principal components",
     "Codes of images along their two main directions, by label."},
    {"t_sne_codes", "A map of codes by t-SNE",
     "Codes of images, by label; distances between groups mean little."},
    {"filters", "Filters", "What the first layer looks for."},
    {"spectra", "Spectra", "Mean strength of each frequency, low ones in the middle."},
});

size_t place_among_kinds(const std::string& kind) {
  const auto known = std::ranges::find(kKnownKinds, kind, &KnownKind::name);
  return static_cast<size_t>(known - kKnownKinds.begin());
}

PictureKind described(const std::string& name) {
  const size_t place = place_among_kinds(name);
  if (place < kKnownKinds.size()) {
    return {name, kKnownKinds[place].title, kKnownKinds[place].sentence, {}};
  }
  return {name,
          name,
          "Of a condition: a row per latent, which changes along the row in it alone; of a "
          "translation: images beside what it makes of them.",
          {}};
}

/// What is generated shows how runs differ; of everything else one run of each group is enough.
bool shows_all_of(const std::string& kind, const ReportSubject& subject) {
  return kind.empty() || subject.comparison.grouping.groups.size() == 1;
}

}  // namespace

std::vector<PictureKind> picture_kinds(const ReportSubject& subject) {
  std::map<std::pair<size_t, std::string>, PictureKind> kinds;
  for (size_t group = 0; group < subject.comparison.grouping.groups.size(); ++group) {
    const size_t typical = typical_run(subject, group);
    for (const Representative& chosen : representatives(subject, group)) {
      const auto samples = RunPaths{subject.comparison.runs[chosen.run].path}.samples();
      const auto step = last_grid_step(samples);
      if (!step) continue;
      for (const std::filesystem::path& grid : grids_of(samples, *step)) {
        const auto name = kind_of_grid(grid);
        if (!name || (!shows_all_of(*name, subject) && chosen.run != typical)) continue;
        // Kinds that are not known share the last place, and go by name.
        const std::pair key(place_among_kinds(*name), *name);
        PictureKind& kind = kinds.try_emplace(key, described(*name)).first->second;
        kind.pictures.push_back({group, chosen.run, *step, chosen.role, grid});
      }
    }
  }
  std::vector<PictureKind> result;
  result.reserve(kinds.size());
  for (auto& [key, kind] : kinds) result.push_back(std::move(kind));
  return result;
}

std::vector<std::string> described_grids() { return names_of(kKnownKinds); }

uint64_t picture_allowance(const std::vector<PictureKind>& kinds, uint64_t total) {
  std::vector<std::filesystem::path> files;
  for (const PictureKind& kind : kinds) {
    for (const Picture& picture : kind.pictures) files.push_back(picture.path);
  }
  return allowance_of_files(files, total);
}

}  // namespace tandem
