// Counts how often a value of a tensor is asked for on the host. For tests of what must not wait.
#pragma once

#include <ATen/record_function.h>

#include <memory>
#include <string_view>

namespace tandem {

class ReadCounter {
 public:
  ReadCounter() {
    // The callback has no state of its own: the counter is found through a thread-local pointer.
    current() = this;
    handle_ = at::addThreadLocalCallback(at::RecordFunctionCallback(
        [](const at::RecordFunction& function) -> std::unique_ptr<at::ObserverContext> {
          if (std::string_view(function.name()) == "aten::_local_scalar_dense") {
            ++current()->count_;
          }
          return nullptr;
        }));
  }
  ~ReadCounter() { at::removeCallback(handle_); }
  ReadCounter(const ReadCounter&) = delete;
  ReadCounter& operator=(const ReadCounter&) = delete;
  int count() const { return count_; }

 private:
  static ReadCounter*& current() {
    thread_local ReadCounter* counter = nullptr;
    return counter;
  }
  at::CallbackHandle handle_ = 0;
  int count_ = 0;
};

}  // namespace tandem
