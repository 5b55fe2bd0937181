#include "launch/worker/failure_text.h"

#include <c10/util/Exception.h>

#include <new>

namespace tandem {

std::string failure_text(const std::exception& error) {
  const auto* const of_torch = dynamic_cast<const c10::Error*>(&error);
  const std::string text =
      of_torch != nullptr ? of_torch->what_without_backtrace() : std::string(error.what());
  // Of the memory of a machine LibTorch says so in its text alone.
  const bool is_memory = dynamic_cast<const c10::OutOfMemoryError*>(&error) != nullptr ||
                         dynamic_cast<const std::bad_alloc*>(&error) != nullptr ||
                         text.find("can't allocate memory") != std::string::npos;
  if (!is_memory) return text;
  return "not enough memory: " + text +
         "\nA rank holds one micro-batch at a time: more of them (batch.micro_batches), a smaller "
         "batch.size or a smaller model needs less.";
}

}  // namespace tandem
