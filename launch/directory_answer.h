// What is asked of a directory that may lie on a file system which does not answer.
#pragma once

#include <chrono>
#include <filesystem>
#include <type_traits>
#include <utility>

#include "framework/core/error.h"
#include "framework/core/stop_signals.h"
#include "launch/interruption.h"
#include "launch/job/timed_answer.h"
#include "launch/patience.h"

namespace tandem {

/// What a call about `directory` returns or throws, however long that takes: it holds all that it
/// uses, since it goes on where nobody waits for it any more. Throws FileError where the patience
/// ends before, as kForEver never does, Interrupted for a stop signal that is held back.
template <class Call>
std::invoke_result_t<Call> answer_of_directory(const std::filesystem::path& directory,
                                               std::chrono::seconds patience, Call call) {
  auto answer = answer_within(patience, std::move(call), is_stop_pending);
  if (answer) return *std::move(answer);
  if (is_stop_pending()) {
    throw Interrupted({.what = "interrupted before there was an answer", .where = directory});
  }
  throw FileError({.what = "does not answer",
                   .where = directory,
                   .advice = "Look whether `ls` shows it, and repeat the command once it does."});
}

}  // namespace tandem
