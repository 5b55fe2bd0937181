// The HDF5 C API behind handles that close themselves and calls that throw.
#pragma once

#include <hdf5.h>

#include <string>
#include <utility>

namespace tandem::hdf5 {

/// To be called before other HDF5 calls of a thread: nothing is printed by the library, no plugin
/// is ever loaded. Throws Error when the library was built without thread safety.
void prepare_library();

/// The innermost message on the calling thread's HDF5 error stack, or "unknown HDF5 error".
std::string last_message();

/// To be called with last_message() when a file could not be opened or created. Throws FileError
/// when that was because its lock was refused: by another process, or by a file system without
/// locks.
void check_lock(const std::string& path, const std::string& message);

/// `message` is what an error is about to say it got. Throws FileError where that is last_message()
/// of a read that the system failed: nothing is known of the content then.
void check_readable(const std::string& where, const std::string& message);

/// Closes an identifier of any kind; failures go to the log.
void close_identifier(hid_t identifier) noexcept;

/// An HDF5 identifier that is owned, whatever it names.
class Handle {
 public:
  Handle() = default;
  explicit Handle(hid_t identifier) : identifier_(identifier) {}
  ~Handle() { reset(); }
  Handle(Handle&& other) noexcept : identifier_(std::exchange(other.identifier_, -1)) {}
  Handle& operator=(Handle&& other) noexcept {
    if (this != &other) {
      reset();
      identifier_ = std::exchange(other.identifier_, -1);
    }
    return *this;
  }

  hid_t get() const { return identifier_; }
  /// Gives up the identifier without closing it.
  hid_t release() { return std::exchange(identifier_, -1); }

 private:
  void reset() noexcept {
    if (identifier_ >= 0) close_identifier(identifier_);
    identifier_ = -1;
  }

  hid_t identifier_ = -1;
};

/// Whether an attribute of this name is on the object. Throws DataError, FileError.
bool has_attribute(const Handle& object, const std::string& name, const std::string& where);

}  // namespace tandem::hdf5
