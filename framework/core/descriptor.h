// An open file descriptor with an owner. Used by the files of core and by the launcher.
#pragma once

#include <unistd.h>

#include <utility>

namespace tandem {

/// Closes what it holds; −1 is nothing.
class Descriptor {
 public:
  explicit Descriptor(int value) : value_(value) {}
  ~Descriptor() { close(); }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;

  int get() const { return value_; }

  /// What ::close returns; 0 when nothing is held.
  int close() {
    const int value = std::exchange(value_, -1);
    return value >= 0 ? ::close(value) : 0;
  }

 private:
  int value_;
};

}  // namespace tandem
