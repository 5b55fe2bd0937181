// What calls write on standard error: warnings, and the log where no file was opened for it.
#pragma once

#include <gtest/gtest.h>

#include <string>

namespace tandem::testing_support {

/// What is written there meanwhile; nothing of it is shown. Throws what the call throws.
template <class Call>
std::string standard_error_of(const Call& call) {
  ::testing::internal::CaptureStderr();
  try {
    call();
  } catch (...) {
    ::testing::internal::GetCapturedStderr();
    throw;
  }
  return ::testing::internal::GetCapturedStderr();
}

}  // namespace tandem::testing_support
