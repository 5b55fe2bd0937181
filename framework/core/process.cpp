#include "framework/core/process.h"

#include <unistd.h>

#include <array>
#include <ctime>

namespace tandem {

std::string host_name() {
  std::array<char, 256> name{};
  return ::gethostname(name.data(), name.size() - 1) == 0 ? name.data() : "unknown";
}

std::string utc_time() {
  const std::time_t now = std::time(nullptr);
  std::tm parts{};
  std::array<char, 32> text{};
  const bool is_known = ::gmtime_r(&now, &parts) != nullptr &&
                        std::strftime(text.data(), text.size(), "%Y-%m-%dT%H:%M:%SZ", &parts) > 0;
  return is_known ? text.data() : "an unknown time";
}

}  // namespace tandem
