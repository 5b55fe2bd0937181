#include "launch/worker/failure_text.h"

#include <c10/util/Exception.h>

#include <exception>
#include <new>
#include <optional>

namespace tandem {
namespace {

/// What the exception that is being handled says of memory that is not there; nothing where it says
/// something else.
std::optional<std::string> lack_of_memory() {
  try {
    throw;
  } catch (const c10::OutOfMemoryError& error) {
    return error.what_without_backtrace();
  } catch (const std::bad_alloc& error) {
    return error.what();
  } catch (const c10::Error& error) {
    const std::string text = error.what_without_backtrace();
    // Of the memory of a machine LibTorch says so in its text alone.
    if (text.find("can't allocate memory") != std::string::npos) return text;
  } catch (const std::exception&) {
    return std::nullopt;
  }
  return std::nullopt;
}

}  // namespace

std::string failure_text() {
  if (const auto memory = lack_of_memory()) {
    return "not enough memory: " + *memory +
           "\nA rank holds one micro-batch at a time: more of them (batch.micro_batches), a "
           "smaller "
           "batch.size or a smaller model needs less.";
  }
  try {
    throw;
  } catch (const c10::Error& error) {
    return error.what_without_backtrace();
  } catch (const std::exception& error) {
    return error.what();
  }
}

std::string explained_failure() {
  const auto memory = lack_of_memory();
  if (!memory) return "";
  return "not enough memory: " + *memory +
         "\nA smaller model, or fewer images at once, needs less.";
}

}  // namespace tandem
