#include "framework/sweep/random_stream.h"

namespace tandem {

double RandomStream::uniform() {
  // 27 bits of one output above 26 of the next.
  const auto high = static_cast<double>(engine_() >> 5);
  const auto low = static_cast<double>(engine_() >> 6);
  return (high * 0x1p26 + low) * 0x1p-53;
}

uint32_t group_seed(int64_t sampler_seed, int64_t number, size_t group) {
  return static_cast<uint32_t>(sweep_seed(sampler_seed, number, group));
}

}  // namespace tandem
