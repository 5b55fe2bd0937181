#include "launch/doctor/heard_process.h"

#include <unistd.h>

#include <algorithm>
#include <thread>

#include "framework/core/text.h"

namespace tandem {

bool ends_in_time(const std::function<bool()>& is_over, const Patience& patience) {
  const auto limit = std::chrono::steady_clock::now() + patience.limit;
  while (!is_over()) {
    if (std::chrono::steady_clock::now() >= limit) return false;
    patience.check();
    // Short, since the clocks of hosts are compared by when their answers are seen.
    std::this_thread::sleep_for(std::chrono::milliseconds(2));
  }
  return true;
}

HeardProcess::HeardProcess(const std::vector<std::string>& arguments)
    : memory_(file_in_memory()),
      // A file in memory has no other path.
      child_(arguments, "/proc/self/fd/" + std::to_string(memory_.get())) {}

std::string HeardProcess::output() const {
  constexpr off_t kMost = 1 << 20;
  const off_t size = ::lseek(memory_.get(), 0, SEEK_END);
  const off_t begin = std::max<off_t>(0, size - kMost);
  std::string text(static_cast<size_t>(std::max<off_t>(0, size - begin)), '\0');
  const ssize_t count = ::pread(memory_.get(), text.data(), text.size(), begin);
  text.resize(static_cast<size_t>(std::max<ssize_t>(0, count)));
  return text;
}

std::string last_words(const std::string& output) {
  constexpr size_t kLines = 3;
  constexpr size_t kBytes = 300;
  std::vector<std::string> lines = split(output, '\n');
  std::erase_if(lines, [](const std::string& line) {
    return line.find_first_not_of(" \t\r") == std::string::npos;
  });
  if (lines.size() > kLines) lines.erase(lines.begin(), lines.end() - kLines);
  for (std::string& line : lines) {
    // It has another character: those without were erased.
    while (line.back() == '\r' || line.back() == ' ') line.pop_back();
  }
  const std::string words = joined(lines, {}, " / ");
  return printable_line(words.size() > kBytes ? words.substr(words.size() - kBytes) : words);
}

}  // namespace tandem
