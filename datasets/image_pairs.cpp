#include "datasets/image_pairs.h"

#include <map>
#include <string>
#include <vector>

#include "framework/core/error.h"

namespace tandem {
namespace {

namespace fs = std::filesystem;

/// By path below the folder, without the ending.
using NamedImages = std::map<std::string, const ImageEntry*>;

NamedImages by_name(const ImageFolder& folder, const std::vector<ImageEntry>& entries) {
  NamedImages named;
  for (const ImageEntry& entry : entries) {
    const std::string name = entry.path.lexically_relative(folder.root).replace_extension();
    const auto [place, is_new] = named.emplace(name, &entry);
    if (is_new) continue;
    throw DataError({.what = "two images have one name: which is the partner?",
                     .where = entry.path,
                     .got = place->second->path.filename(),
                     .advice = "Rename or remove one of them."});
  }
  return named;
}

/// Throws for the first image of `names` that `others`, of the folder `lacking`, does not have.
void check_partners(const NamedImages& names, const NamedImages& others, const fs::path& lacking) {
  size_t num_missing = 0;
  const ImageEntry* first = nullptr;
  std::string first_name;
  for (const auto& [name, entry] : names) {
    if (others.contains(name)) continue;
    if (++num_missing > 1) continue;
    first = entry;
    first_name = name;
  }
  if (num_missing == 0) return;
  throw DataError(
      {.what = "has no partner" +
               (num_missing > 1 ? ", as " + std::to_string(num_missing - 1) + " more" : ""),
       .where = first->path,
       .expected = first_name + ".png, .jpg or .jpeg in " + lacking.string(),
       .advice = "Add it, or remove this one."});
}

/// Gives every entry of a split its partner.
void match(const ImageFolder& sources, std::vector<ImageEntry>& entries, const ImageFolder& targets,
           const std::vector<ImageEntry>& partners) {
  const NamedImages source_names = by_name(sources, entries);
  const NamedImages target_names = by_name(targets, partners);
  check_partners(source_names, target_names, targets.root);
  // Also this way round: a target without a source would go unnoticed.
  check_partners(target_names, source_names, sources.root);
  for (ImageEntry& entry : entries) {
    const std::string name = entry.path.lexically_relative(sources.root).replace_extension();
    entry.partner = target_names.at(name)->path;
  }
}

}  // namespace

ImageFolder find_image_pairs(const fs::path& source, const fs::path& target) {
  ImageFolder sources = find_images(source);
  const ImageFolder targets = find_images(target);
  // Paths would differ by train/, and every image would be said to lack its partner.
  if (sources.has_splits != targets.has_splits) {
    throw DataError(
        {.what = "one of the two folders has train/, the other has not",
         .where = sources.has_splits ? target : source,
         .expected = "the same folders as in " + (sources.has_splits ? source : target).string(),
         .advice = "Bring both folders into one form."});
  }
  match(sources, sources.train, targets, targets.train);
  match(sources, sources.test, targets, targets.test);
  match(sources, sources.valid, targets, targets.valid);
  return sources;
}

}  // namespace tandem
