// Calls on chosen files that fail while an object lives; for programs linked with faulty_files.cpp.
#pragma once

#include <stdlib.h>

#include <string>

namespace tandem {

class FailingFiles {
 public:
  /// `call`, `error` and `part` as faulty_files.cpp has them.
  FailingFiles(const std::string& call, int error, const std::string& part) {
    ::setenv(kVariable, (call + " " + std::to_string(error) + " " + part).c_str(), 1);
  }
  ~FailingFiles() { ::unsetenv(kVariable); }
  FailingFiles(const FailingFiles&) = delete;
  FailingFiles& operator=(const FailingFiles&) = delete;

 private:
  static constexpr const char* kVariable = "TANDEM_TEST_FILES";
};

}  // namespace tandem
