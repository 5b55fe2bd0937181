#include "framework/data/storage/hdf5.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <string_view>

#include "framework/core/error.h"
#include "framework/core/log.h"

namespace tandem::hdf5 {
namespace {

herr_t keep_first(unsigned depth, const H5E_error2_t* error, void* text) {
  if (depth == 0 && error->desc != nullptr) *static_cast<std::string*>(text) = error->desc;
  return 0;
}

/// "file write failed: No space left on device", which HDF5 puts into three lines with a date.
std::string shortened(std::string text) {
  const std::string mark = "error message = '";
  const size_t reason = text.find(mark);
  if (reason == std::string::npos) return text;
  const size_t begin = reason + mark.size();
  return text.substr(0, text.find_first_of(":,")) + ": " +
         text.substr(begin, text.find('\'', begin) - begin);
}

}  // namespace

void prepare_library() {
  // Everything is closed by its owner. At exit HDF5 would try again to close what could not be
  // closed on a full disk, and crash. It takes this wish before its first use only; a program that
  // used HDF5 before has it refused, which is no reason to stop.
  [[maybe_unused]] static const herr_t kNothingAtExit = H5dont_atexit();
  hbool_t safe = 0;
  if (H5open() < 0 || H5is_library_threadsafe(&safe) < 0 || !safe) {
    throw Error(ExitCode::kInternal, {.what = "the HDF5 library cannot be used",
                                      .expected = "a thread-safe build of HDF5",
                                      .advice = "Install the HDF5 of your distribution."});
  }
  // The error stack belongs to the thread, the plugin switch to the process.
  if (H5Eset_auto2(H5E_DEFAULT, nullptr, nullptr) < 0 || H5PLset_loading_state(0) < 0) {
    throw Error(ExitCode::kInternal, {.what = "HDF5 cannot be set up", .got = last_message()});
  }
}

std::string last_message() {
  std::string text;
  if (H5Ewalk2(H5E_DEFAULT, H5E_WALK_UPWARD, keep_first, &text) < 0 || text.empty()) {
    return "unknown HDF5 error";
  }
  return shortened(text);
}

void check_lock(const std::string& path, const std::string& message) {
  if (!message.starts_with("unable to lock file")) return;
  if (message.ends_with(std::strerror(EWOULDBLOCK))) {
    throw FileError({.what = "another process has opened the HDF5 file to write to it",
                     .where = path,
                     .got = message,
                     .advice = "Wait until it has closed it, or end it."});
  }
  throw FileError({.what = "the file system refuses to lock the HDF5 file",
                   .where = path,
                   .expected = "a file system with locks (flock)",
                   .got = message,
                   .advice =
                       "The file itself may be whole. Make sure that nothing writes to it, set "
                       "HDF5_USE_FILE_LOCKING=FALSE in the environment and try again."});
}

void check_readable(const std::string& where, const std::string& message) {
  // What HDF5 says of the calls by which it reads, in front of the system's reason.
  constexpr std::array<std::string_view, 3> kFailedCalls = {
      "unable to open file: ", "unable to fstat file: ", "file read failed: "};
  const auto is_said = [&](std::string_view call) { return message.starts_with(call); };
  if (std::ranges::none_of(kFailedCalls, is_said)) return;
  throw FileError({.what = "cannot be read",
                   .where = where,
                   .got = message,
                   .advice = "The file itself may be whole. Try again when its file system can be "
                             "read."});
}

void close_identifier(hid_t identifier) noexcept {
  // Files, groups, data sets, types, spaces, attributes and property lists share one count.
  if (H5Idec_ref(identifier) >= 0) return;
  try {
    log_error("HDF5 could not close an object: " + last_message());
  } catch (...) {
    return;
  }
}

bool has_attribute(const Handle& object, const std::string& name, const std::string& where) {
  const htri_t found = H5Aexists(object.get(), name.c_str());
  if (found < 0) {
    const std::string message = last_message();
    check_readable(where, message);
    throw DataError({.what = "cannot be read", .where = where, .got = message});
  }
  return found > 0;
}

}  // namespace tandem::hdf5
