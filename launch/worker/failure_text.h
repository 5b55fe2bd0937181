// What users are told about an exception.
#pragma once

#include <exception>
#include <string>

namespace tandem {

/// What an exception says, on one or a few lines: without the calls that LibTorch writes behind its
/// own errors, and with what helps where memory has run out. By default of the one that is handled.
std::string failure_text(const std::exception_ptr& failure = std::current_exception());

}  // namespace tandem
