#include "launch/doctor/directory_token.h"

#include <system_error>

#include "framework/core/error.h"
#include "framework/core/files.h"
#include "framework/core/log.h"
#include "framework/core/random_token.h"

namespace tandem {
DirectoryToken::DirectoryToken(const std::filesystem::path& directory)
    : content_(random_token()), file_(directory / (".tandem-doctor-" + random_token())) {
  try {
    write_file_synced(file_, content_);
  } catch (const FileError&) {
    // The destructor does not run where the constructor did not finish.
    std::error_code ignored;
    std::filesystem::remove(file_, ignored);
    throw;
  }
}

DirectoryToken::~DirectoryToken() {
  std::error_code error;
  std::filesystem::remove(file_, error);
  // None where somebody else has removed it.
  if (error) log_error(file_.string() + " could not be removed: " + error.message());
}

}  // namespace tandem
