// What users are told about an exception.
#pragma once

#include <string>

namespace tandem {

/// What the exception that is being handled says, on one or a few lines: without the calls that
/// LibTorch writes behind its own errors, and with what helps where memory has run out.
std::string failure_text();

/// The same where it is known what is wrong: that memory has run out, which smaller or fewer things
/// help against. Else empty.
std::string explained_failure();

}  // namespace tandem
