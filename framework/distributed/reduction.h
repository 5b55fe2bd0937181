// How ranks add what each of them has computed.
#pragma once

#include "framework/core/choice.h"

namespace tandem {

enum class Reduction {
  kOrdered,  ///< in one fixed binary tree
  kNative,   ///< by the library's own all-reduce
};

inline constexpr Choice<Reduction> kReductions[] = {{"ordered", Reduction::kOrdered},
                                                    {"native", Reduction::kNative}};

/// Whether the sums have the same bits on any number of ranks.
constexpr bool is_rank_count_invariant(Reduction reduction) {
  return reduction == Reduction::kOrdered;
}

}  // namespace tandem
