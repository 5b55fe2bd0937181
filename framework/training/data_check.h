// Whether a family can be trained on the data of a run.
#pragma once

#include "framework/data/storage/data_sources.h"
#include "framework/model/family.h"

namespace tandem {

/// Throws DataError naming the file: for a field that the family needs and a split lacks or holds
/// in another shape than the training set; for images of different height, width or channels in two
/// sources; for needed labels without class names; for labels, needed or beside images, with a
/// value outside [0, number of class names) in any split.
void check_data(const Family& family, const DataSources& data);

}  // namespace tandem
