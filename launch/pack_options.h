// The options that `tandem pack` has for every format.
#pragma once

#include <boost/program_options/options_description.hpp>
#include <boost/program_options/variables_map.hpp>
#include <string>
#include <vector>

#include "datasets/changed_pixels.h"
#include "datasets/pack_rows.h"
#include "datasets/selected_rows.h"

namespace tandem {

void add_pack_options(boost::program_options::options_description& options);

/// How the file is written. Throws UsageError.
PackOptions pack_options(const boost::program_options::variables_map& values);

/// Which rows are kept; `class_names` are those of the data. Throws UsageError for a range that is
/// not one, and for a class that the data does not have, naming the nearest and all.
RowSelection row_selection(const boost::program_options::variables_map& values,
                           const std::vector<std::string>& class_names);

PixelChanges pixel_changes(const boost::program_options::variables_map& values);

}  // namespace tandem
