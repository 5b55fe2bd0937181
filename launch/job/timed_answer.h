// Calls that may never return, as those to a file system over the network that does not answer.
#pragma once

#include <algorithm>
#include <chrono>
#include <functional>
#include <future>
#include <optional>
#include <system_error>
#include <thread>
#include <type_traits>
#include <utility>

namespace tandem {

/// How long a file system may take for what is done at once where it is well.
constexpr std::chrono::seconds kAnswerTime{10};

/// Begins a call on a thread of its own, for which nobody waits: the call is to hold all that it
/// uses, and to leave alone what ends with this process, as the log. The stop signals are to be
/// held back meanwhile, as they are by the thread then, too. Nothing where the system has no thread
/// left, which is to whoever asks as if nothing answered.
template <class Call>
std::optional<std::future<std::invoke_result_t<Call>>> begin_call(Call call) {
  std::packaged_task<std::invoke_result_t<Call>()> task(std::move(call));
  auto answer = task.get_future();
  try {
    std::thread(std::move(task)).detach();
  } catch (const std::system_error&) {
    return std::nullopt;
  }
  return answer;
}

/// What a call returns or throws; nothing where that takes longer than `limit`, or `is_over` says
/// so before. The call goes on then: see begin_call.
template <class Call>
std::optional<std::invoke_result_t<Call>> answer_within(
    std::chrono::milliseconds limit, Call call, const std::function<bool()>& is_over = nullptr) {
  constexpr std::chrono::milliseconds kGlance{50};
  const auto end = std::chrono::steady_clock::now() + limit;
  auto answer = begin_call(std::move(call));
  if (!answer) return std::nullopt;
  const auto is_ready = [&answer](std::chrono::milliseconds time) {
    return answer->wait_for(time) == std::future_status::ready;
  };
  while (!is_ready(std::min(limit, kGlance))) {
    if (std::chrono::steady_clock::now() >= end || (is_over && is_over())) return std::nullopt;
  }
  return answer->get();
}

}  // namespace tandem
