// What users are told about an exception.
#pragma once

#include <string>

namespace tandem {

/// What the exception that is being handled says, on one or a few lines: without the calls that
/// LibTorch writes behind its own errors, and with what helps where memory has run out.
std::string failure_text();

}  // namespace tandem
