// A variable of the environment for as long as a test wants it.
#pragma once

#include <gtest/gtest.h>

#include <cstdlib>

namespace tandem::testing_support {

/// Sets a variable, and removes it at the end.
class EnvironmentVariable {
 public:
  EnvironmentVariable(const char* name, const char* value) : name_(name) {
    EXPECT_EQ(::setenv(name, value, 1), 0);
  }
  ~EnvironmentVariable() { ::unsetenv(name_); }
  EnvironmentVariable(const EnvironmentVariable&) = delete;
  EnvironmentVariable& operator=(const EnvironmentVariable&) = delete;

 private:
  const char* name_;
};

}  // namespace tandem::testing_support
