// What a rank is doing, by the names that status files and messages have for it.
#pragma once

#include <cstdint>

#include "framework/core/choice.h"

namespace tandem {

enum class Activity : int32_t {
  kPreparing,
  kTraining,
  kEvaluating,
  kSaving,
  kSavingLate,  // for longer than it may take: begun long before it was waited for
};

inline constexpr Choice<Activity> kActivities[] = {{"preparing", Activity::kPreparing},
                                                   {"training", Activity::kTraining},
                                                   {"evaluating", Activity::kEvaluating},
                                                   {"saving", Activity::kSaving},
                                                   {"saving for too long", Activity::kSavingLate}};

}  // namespace tandem
