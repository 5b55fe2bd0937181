// `tandem pack`: writes a data set from original files, or renders one.
#pragma once

#include <string>
#include <vector>

namespace tandem {

/// `arguments` are those after `pack`. Returns the exit code. Throws UsageError, DataError,
/// FileError; no file is left then.
int pack_command(const std::vector<std::string>& arguments);

}  // namespace tandem
