// What users are told about an exception.
#pragma once

#include <string>

namespace tandem {

/// What the exception that is being handled says, on one or a few lines: without the calls that
/// LibTorch writes behind its own errors, and with what helps where memory has run out.
std::string failure_text();

/// What to say where the exception that is being handled is a lack of memory, with what needs less
/// of it; empty for any other. For commands that do not train.
std::string explained_failure();

}  // namespace tandem
