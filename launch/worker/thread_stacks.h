// Where the threads of this process are.
#pragma once

#include <string>

namespace tandem {

/// What each thread but the calling one is in the middle of: its name and its calls, the innermost
/// first, or what the system says of it when it does not answer. Threads go on; a system call that
/// waits is begun again.
class ThreadStacks {
 public:
  /// Looks at all threads; takes at most about a second.
  ThreadStacks();

  /// Of all threads, over many lines.
  const std::string& all() const { return all_; }
  /// The innermost calls of the main thread, indented.
  const std::string& main_thread() const { return main_; }

 private:
  std::string all_;
  std::string main_;
};

}  // namespace tandem
