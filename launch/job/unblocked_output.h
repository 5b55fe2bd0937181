// Output to where perhaps nobody reads: a terminal that is held, a pipe whose reader sleeps or has
// gone.
#pragma once

#include <chrono>
#include <ostream>
#include <streambuf>
#include <string>

#include "framework/core/descriptor.h"

namespace tandem {

/// From now on, to write where nobody reads any more is an error of that write and not the end of
/// this process.
void outlive_readers();

/// For what must be read; a terminal that nobody reads keeps the program no longer.
inline constexpr std::chrono::milliseconds kOutputPatience{2000};

/// Writes at each flush, and forgets what is not taken within `patience`. Files take all.
class UnblockedOutput : public std::ostream {
 public:
  /// `descriptor` outlives it and stays as it is for other processes that have it.
  explicit UnblockedOutput(int descriptor,
                           std::chrono::milliseconds patience = std::chrono::milliseconds(0))
      : std::ostream(nullptr), buffer_(descriptor, patience) {
    rdbuf(&buffer_);
  }
  /// Writes what was not flushed.
  ~UnblockedOutput() override { flush(); }

 private:
  class Buffer : public std::streambuf {
   public:
    Buffer(int descriptor, std::chrono::milliseconds patience);

   private:
    int_type overflow(int_type character) override;
    std::streamsize xsputn(const char* text, std::streamsize size) override;
    int sync() override;

    Descriptor own_;  // the same file, opened so that a write never waits
    int descriptor_;
    std::chrono::milliseconds patience_;
    std::string text_;
  };

  Buffer buffer_;
};

}  // namespace tandem
