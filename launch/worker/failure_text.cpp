#include "launch/worker/failure_text.h"

#include <c10/util/Exception.h>

#include <exception>
#include <new>

namespace tandem {
namespace {

std::string without_memory(const std::string& text) {
  return "not enough memory: " + text +
         "\nA rank holds one micro-batch at a time: more of them (batch.micro_batches), a smaller "
         "batch.size or a smaller model needs less.";
}

}  // namespace

std::string failure_text() {
  try {
    throw;
  } catch (const c10::OutOfMemoryError& error) {
    return without_memory(error.what_without_backtrace());
  } catch (const std::bad_alloc& error) {
    return without_memory(error.what());
  } catch (const c10::Error& error) {
    const std::string text = error.what_without_backtrace();
    // Of the memory of a machine LibTorch says so in its text alone.
    const bool is_memory = text.find("can't allocate memory") != std::string::npos;
    return is_memory ? without_memory(text) : text;
  } catch (const std::exception& error) {
    return error.what();
  }
}

}  // namespace tandem
