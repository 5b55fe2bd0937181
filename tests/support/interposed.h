// What libraries share that stand in for calls of the C library.
#pragma once

#include <dlfcn.h>
#include <fcntl.h>

#include <cstdarg>
#include <filesystem>
#include <string>
#include <system_error>

namespace tandem {

/// The function that a call would have reached without this library.
template <class Function>
Function next(const char* name) {
  return reinterpret_cast<Function>(::dlsym(RTLD_NEXT, name));
}

/// Where an open file is, or nothing.
inline std::string path_of(int descriptor) {
  std::error_code unknown;
  return std::filesystem::read_symlink("/proc/self/fd/" + std::to_string(descriptor), unknown);
}

/// The optional argument of open.
inline mode_t mode_in(int flags, std::va_list arguments) {
  return (flags & (O_CREAT | O_TMPFILE)) != 0 ? va_arg(arguments, mode_t) : 0;
}

}  // namespace tandem
