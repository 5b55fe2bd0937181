// What the rows of a run's data are: the digests that its files state, and that the rows still have
// them.
#pragma once

#include <string>
#include <vector>

#include "framework/data/storage/data_sources.h"
#include "framework/model/family.h"

namespace tandem {

/// The fields of a split that a run of the family reads: those that the family needs and, beside
/// images, labels that have names of classes, which evaluation uses.
std::vector<std::string> used_fields(const Family& family, const DataSources& data,
                                     const std::string& split);

/// "images <digest> test/images <digest> test/labels <digest> ": what a family is trained on and,
/// where the data has that split, evaluated on. A run keeps it from its beginning on.
std::string data_identity(const Family& family, const DataSources& data,
                          const std::string& evaluated_split);

/// Rows are compared with the digests of their chunks whenever they are read. A file that was
/// packed by an earlier version has none: of such a file this reads the used fields of the split to
/// their end, compares them with the digests of the whole, and says so in the log. Throws DataError
/// when rows were changed after they were packed.
void check_undigested(const Family& family, const DataSources& data, const std::string& split);

}  // namespace tandem
