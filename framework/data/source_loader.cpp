#include "framework/data/source_loader.h"

#include <utility>

#include "framework/core/error.h"
#include "framework/core/seed.h"
#include "framework/core/text.h"

namespace tandem {
namespace {

uint64_t order_seed(uint64_t seed, const DataSourceLocation& location, size_t index) {
  if (location.name.empty()) return seed;
  return mix_seed(Stream::kSampleOrder, seed, index);
}

void check_source(const std::string& field, const std::vector<DataSourceLocation>& locations) {
  for (const DataSourceLocation& location : locations) {
    if (field.starts_with(field_name(location.name, ""))) return;
  }
  throw DataError({.what = "the field '" + field + "' is of none of the sources",
                   .expected = "<source>/<field>, with one of " +
                               joined(locations, &DataSourceLocation::name)});
}

}  // namespace

SourceLoader::SourceLoader(const std::vector<DataSourceLocation>& locations,
                           const BatchLoaderOptions& options, const at::Device& device) {
  for (const std::string& field : options.fields) check_source(field, locations);
  for (size_t index = 0; index < locations.size(); ++index) {
    const DataSourceLocation& location = locations[index];
    BatchLoaderOptions own = options;
    own.path = location.path;
    own.seed = order_seed(options.seed, location, index);
    own.fields.clear();
    const std::string prefix = field_name(location.name, "");
    for (const std::string& field : options.fields) {
      if (field.starts_with(prefix)) own.fields.push_back(field.substr(prefix.size()));
    }
    sources_.push_back({location.name, std::make_unique<BatchLoader>(own, device)});
  }
}

std::vector<Batch> SourceLoader::next() {
  if (sources_.size() == 1 && sources_.front().name.empty()) return sources_.front().loader->next();
  std::vector<std::vector<std::pair<std::string, at::Tensor>>> merged;  // by local lane
  for (const Source& source : sources_) {
    const std::vector<Batch> batches = source.loader->next();
    merged.resize(batches.size());
    for (size_t local_lane = 0; local_lane < batches.size(); ++local_lane) {
      for (const auto& [name, tensor] : batches[local_lane].fields()) {
        merged[local_lane].emplace_back(field_name(source.name, name), tensor);
      }
    }
  }
  std::vector<Batch> result;
  result.reserve(merged.size());
  for (auto& fields : merged) result.emplace_back(std::move(fields));
  return result;
}

}  // namespace tandem
