#include "framework/core/memory.h"

#include <malloc.h>

namespace tandem {

void keep_freed_memory() {
  constexpr int kKept = 256 << 20;
  mallopt(M_TRIM_THRESHOLD, kKept);
  mallopt(M_MMAP_THRESHOLD, kKept);
}

}  // namespace tandem
