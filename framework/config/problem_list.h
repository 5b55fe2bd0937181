// All that is wrong with something, to be said at once.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "framework/core/error.h"

namespace tandem {

class ProblemList {
 public:
  void add(Problem problem) { problems_.push_back(std::move(problem)); }

  /// Takes over what an error says; each of its items is a problem.
  void add(const Error& error);

  /// Does something that may throw a ConfigError, which is taken over. Whether it threw none.
  template <class Action>
  bool attempt(const Action& action) {
    try {
      action();
      return true;
    } catch (const ConfigError& error) {
      add(error);
      return false;
    }
  }

  bool empty() const { return problems_.empty(); }

  /// Throws one ConfigError of all problems, if there are any: "3 problems in <subject>:".
  void throw_if_any(const std::string& subject) const;

 private:
  std::vector<Problem> problems_;
};

}  // namespace tandem
