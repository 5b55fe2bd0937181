// Words that nobody else draws, for names and claims.
#pragma once

#include <string>

namespace tandem {

/// 32 hexadecimal digits from the system's source of randomness.
std::string random_token();

}  // namespace tandem
