// Which fields of data sets hold images, and what their labels mean.
#pragma once

#include <string>
#include <vector>

#include "framework/data/storage/data_sources.h"

namespace tandem {

/// The first of `fields` that holds images. Throws ConfigError when there is none.
std::string image_field(const std::vector<std::string>& fields);

/// Class names of the source of a field.
const std::vector<std::string>& class_names_of(const DataSources& data, const std::string& field);

}  // namespace tandem
