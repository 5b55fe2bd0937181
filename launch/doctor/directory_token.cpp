#include "launch/doctor/directory_token.h"

#include <random>
#include <sstream>
#include <system_error>

#include "framework/core/error.h"
#include "framework/core/files.h"
#include "framework/core/log.h"

namespace tandem {
namespace {

std::string random_digits() {
  std::random_device draw;
  std::ostringstream text;
  text << std::hex << draw() << draw() << draw();
  return text.str();
}

}  // namespace

DirectoryToken::DirectoryToken(const std::filesystem::path& directory)
    : content_(random_digits()), file_(directory / (".tandem-doctor-" + random_digits())) {
  try {
    write_file_synced(file_, content_);
  } catch (const FileError&) {
    std::error_code ignored;
    std::filesystem::remove(file_, ignored);
    throw;
  }
}

DirectoryToken::~DirectoryToken() {
  std::error_code error;
  if (std::filesystem::remove(file_, error)) return;
  log_error(file_.string() + " could not be removed: " + error.message());
}

}  // namespace tandem
