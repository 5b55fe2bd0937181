// An open file descriptor with an owner.
#pragma once

#include <unistd.h>

#include <utility>

namespace tandem {

/// Closes what it holds; −1 is nothing.
class Descriptor {
 public:
  Descriptor() = default;
  explicit Descriptor(int value) : value_(value) {}
  ~Descriptor() { close(); }
  Descriptor(Descriptor&& other) noexcept : value_(std::exchange(other.value_, -1)) {}
  Descriptor& operator=(Descriptor&& other) noexcept {
    std::swap(value_, other.value_);
    return *this;
  }

  int get() const { return value_; }
  bool is_open() const { return value_ >= 0; }

  /// What ::close returns; 0 when nothing is held.
  int close() {
    const int value = std::exchange(value_, -1);
    return value >= 0 ? ::close(value) : 0;
  }

 private:
  int value_ = -1;
};

}  // namespace tandem
