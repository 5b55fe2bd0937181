// The table of all families, generated from the folders beside this file.
#pragma once

#include <vector>

#include "framework/model/family.h"

namespace tandem {

/// A fresh entry per family: their options are bound to objects of their own.
std::vector<Family> all_families();

}  // namespace tandem
