// A variable of the environment for as long as a test wants it.
#pragma once

#include <gtest/gtest.h>

#include <cstdlib>
#include <optional>
#include <string>

namespace tandem::testing_support {

/// Sets a variable, or takes it away; at the end it is as it was.
class EnvironmentVariable {
 public:
  EnvironmentVariable(const char* name, const std::optional<std::string>& value) : name_(name) {
    if (const char* before = std::getenv(name)) before_ = before;
    set(value);
  }
  ~EnvironmentVariable() { set(before_); }
  EnvironmentVariable(const EnvironmentVariable&) = delete;
  EnvironmentVariable& operator=(const EnvironmentVariable&) = delete;

 private:
  void set(const std::optional<std::string>& value) const {
    EXPECT_EQ(value ? ::setenv(name_, value->c_str(), 1) : ::unsetenv(name_), 0);
  }

  const char* name_;
  std::optional<std::string> before_;
};

}  // namespace tandem::testing_support
