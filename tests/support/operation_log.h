// Notes which operations of LibTorch this thread calls. For tests of what must not be called.
#pragma once

#include <ATen/record_function.h>

#include <memory>
#include <set>
#include <string>

namespace tandem {

/// Names like "aten::add", from its beginning to its end; one at a time per thread.
class OperationLog {
 public:
  OperationLog() {
    // The callback has no state of its own: the log is found through a thread-local pointer.
    current() = this;
    handle_ = at::addThreadLocalCallback(at::RecordFunctionCallback(
        [](const at::RecordFunction& function) -> std::unique_ptr<at::ObserverContext> {
          current()->names_.emplace(function.name());
          return nullptr;
        }));
  }
  ~OperationLog() { at::removeCallback(handle_); }
  OperationLog(const OperationLog&) = delete;
  OperationLog& operator=(const OperationLog&) = delete;

  int count(const std::string& name) const { return static_cast<int>(names_.count(name)); }

  /// The operations that a GPU does by sorting indices, to be deterministic: slow there.
  std::string sorting_operations() const {
    std::string found;
    for (const char* name :
         {"aten::index_copy_", "aten::index_put_", "aten::_index_put_impl_", "aten::index_add_",
          "aten::scatter", "aten::scatter_", "aten::scatter_add_", "aten::sort"}) {
      if (names_.contains(name)) found += std::string(name) + " ";
    }
    return found;
  }

 private:
  static OperationLog*& current() {
    thread_local OperationLog* log = nullptr;
    return log;
  }
  at::CallbackHandle handle_ = 0;
  std::multiset<std::string> names_;
};

}  // namespace tandem
