#include "framework/core/random_token.h"

#include <iomanip>
#include <random>
#include <sstream>

namespace tandem {

std::string random_token() {
  std::random_device source;
  std::ostringstream text;
  for (int i = 0; i < 4; ++i) text << std::hex << std::setw(8) << std::setfill('0') << source();
  return text.str();
}

}  // namespace tandem
