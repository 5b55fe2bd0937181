#include "launch/sum_timing.h"

#include <iomanip>
#include <nlohmann/json.hpp>
#include <sstream>

#include "framework/core/error.h"
#include "framework/core/json.h"

namespace tandem {

std::string to_json_line(const SumTiming& timing) {
  return nlohmann::json(
             {{"bytes", timing.bytes}, {"ranks", timing.ranks}, {"seconds", timing.seconds}})
      .dump();
}

SumTiming parse_sum_timing(const std::string& line) {
  constexpr const char* kOrigin = "what the ranks say";
  try {
    const auto json = parse_json_object(line, kOrigin);
    const SumTiming timing{.bytes = whole_number(json.at("bytes")),
                           .ranks = whole_number(json.at("ranks")),
                           .seconds = json.at("seconds").get<double>()};
    if (timing.bytes > 0 && timing.ranks > 0 && timing.seconds > 0.0) return timing;
  } catch (const nlohmann::json::exception& error) {
    throw Error(ExitCode::kInternal, {.what = error.what(), .where = kOrigin});
  }
  throw Error(ExitCode::kInternal, {.what = "numbers that none could measure", .where = kOrigin});
}

std::string to_sentence(const SumTiming& timing) {
  constexpr int64_t kKibi = 1024;
  const bool is_large = timing.bytes >= kKibi * kKibi;
  std::ostringstream text;
  text << timing.bytes / (is_large ? kKibi * kKibi : kKibi) << (is_large ? " MiB" : " KiB")
       << " in " << std::fixed << std::setprecision(is_large ? 0 : 1) << timing.seconds * 1e6
       << " µs";
  // Of a small one it is the latency that tells.
  if (is_large) {
    text << " (" << std::setprecision(3) << static_cast<double>(timing.bytes) / timing.seconds / 1e9
         << " GB/s)";
  }
  return text.str();
}

}  // namespace tandem
