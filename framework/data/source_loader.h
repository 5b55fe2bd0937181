// Streams the micro-batches of one rank from all sources of a run.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "framework/data/batch_loader.h"
#include "framework/data/storage/data_sources.h"

namespace tandem {

/// One BatchLoader per source, each with an order of its own: the seed of source i is mixed with i,
/// but for the only one without a name, whose seed is that of the options. Position is the number
/// of batches, the same for all.
class SourceLoader {
 public:
  /// `options` are those of every loader but for `path`, which the locations give, and `fields`,
  /// which go by their whole names (`a/images`); every source has at least one of them. Throws as
  /// BatchLoader does, and DataError when a field is of no source.
  SourceLoader(const std::vector<DataSourceLocation>& locations, const BatchLoaderOptions& options,
               const at::Device& device);

  /// The next global batch as BatchLoader::next() returns it, with the fields of all sources.
  std::vector<Batch> next();

 private:
  struct Source {
    std::string name;
    std::unique_ptr<BatchLoader> loader;
  };
  std::vector<Source> sources_;
};

}  // namespace tandem
