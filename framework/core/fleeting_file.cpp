#include "framework/core/fleeting_file.h"

#include <fstream>
#include <sstream>

namespace tandem {

std::string read_fleeting_file(const std::filesystem::path& path) {
  const std::ifstream file(path);
  std::ostringstream text;
  // Iterators over the buffer would throw where a read fails.
  if (file) text << file.rdbuf();
  return text.str();
}

}  // namespace tandem
