// A call that does not return, as one to a file system that hangs.
#pragma once

#include <future>

namespace tandem::testing_support {

/// While this lives; then it returns.
class HangingCall {
 public:
  ~HangingCall() { end_.set_value(); }
  auto call() const {
    return [end = ended_] {
      end.wait();
      return 1;
    };
  }

 private:
  std::promise<void> end_;
  std::shared_future<void> ended_ = end_.get_future().share();
};

}  // namespace tandem::testing_support
