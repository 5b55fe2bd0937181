// The message of the error that a call throws.
#pragma once

#include <gtest/gtest.h>

#include <string>

namespace tandem {

/// Fails the test unless `call` throws an `ErrorType`; returns its message.
template <class ErrorType, class Call>
std::string message_of(const Call& call) {
  try {
    call();
  } catch (const ErrorType& error) {
    return error.what();
  }
  ADD_FAILURE() << "no error was thrown";
  return "";
}

}  // namespace tandem
