// A child process whose words are kept in memory while it runs.
#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "framework/core/descriptor.h"
#include "launch/job/child_process.h"

namespace tandem {

/// How long something is waited for, and what may end that sooner.
struct Patience {
  std::chrono::seconds limit{20};
  /// Looked at again and again; throws where the user wants no more.
  std::function<void()> check = [] {};
};

/// Looks at `is_over` until it is so, or the patience ends; returns whether it was.
bool ends_in_time(const std::function<bool()>& is_over, const Patience& patience);

/// Has no standard input: what it asks for, it does not get.
class HeardProcess {
 public:
  /// Throws FileError when it cannot be started.
  explicit HeardProcess(const std::vector<std::string>& arguments);

  /// What it has printed on both streams so far: the last mebibyte of it.
  std::string output() const;
  std::optional<ProcessEnd> poll() { return child_.poll(); }
  ChildProcess& child() { return child_; }

 private:
  Descriptor memory_;
  ChildProcess child_;
};

/// The last words of an output, for a message: some lines as one, cut, without control characters.
std::string last_words(const std::string& output);

}  // namespace tandem
