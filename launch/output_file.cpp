#include "launch/output_file.h"

#include "framework/core/error.h"
#include "framework/core/files.h"

namespace tandem {

void check_output(const std::filesystem::path& output, bool may_replace) {
  if (may_replace || status_of(output).type() == std::filesystem::file_type::not_found) return;
  throw UsageError({.what = "the output exists already",
                    .where = output,
                    .advice = "Choose another name, or replace it with --force."});
}

}  // namespace tandem
