// What there is to say of a rank at the end of its job, from its last status.
#pragma once

#include <string>

#include "framework/runs/rank_status.h"

namespace tandem {

/// "  test/fid 3.1, valid/loss 0.2\n": the first values that it measured on a split; or nothing.
std::string measured_text(const RankStatus& status);

/// "host a, pid 7".
std::string process_text(const RankStatus& status);

/// ", collective operation 41 (sum_ordered)": the last that it told of; or nothing.
std::string operation_text(const RankStatus& status);

/// A line about memory where `signal` may mean the lack of it, with that of a rank; or nothing.
/// `rank`: null where nothing is known of it.
std::string memory_hint(int signal, const RankStatus* rank);

}  // namespace tandem
