// What the fuzzers share: the function that each defines, and how it says that a law is broken.
#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "framework/core/error.h"

namespace tandem::fuzzing {

/// Tries one input: defined by every target. What escapes it, or breaks a law, is a find.
void try_input(std::string_view bytes);

/// Ends the program where a law does not hold.
void require(bool holds, const char* law);

/// Whether something is accepted. To be refused is to throw an Error that blames the input; one
/// that blames tandem, and everything else that is thrown, is a find.
template <class Action>
bool is_accepted(Action&& action) {
  try {
    std::forward<Action>(action)();
    return true;
  } catch (const Error& error) {
    require(error.exit_code() != ExitCode::kInternal, error.what());
    require(error.exit_code() != ExitCode::kInputOutput, error.what());
    return false;
  }
}

/// The parts of an input of several: what lies between lines "%%", at least `count` of them, the
/// last with the rest.
std::vector<std::string> parts_of(std::string_view bytes, size_t count);

/// A directory of this process, made once and removed at its end; empty again at every call.
std::filesystem::path empty_directory();

/// Writes a file with these bytes, without fsync.
void write_bytes(const std::filesystem::path& path, std::string_view bytes);

}  // namespace tandem::fuzzing
