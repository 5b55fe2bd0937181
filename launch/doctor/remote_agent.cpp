#include "launch/doctor/remote_agent.h"

#include <algorithm>
#include <array>
#include <filesystem>
#include <string_view>

#include "framework/core/error.h"
#include "framework/core/shell_words.h"
#include "framework/core/text.h"
#include "launch/job/child_process.h"

namespace tandem {
namespace {

std::vector<std::string> words_in(const std::string& text) {
  std::vector<std::string> words = split(text, ' ');
  std::erase(words, "");
  return words;
}

/// What Open MPI says of its own parameters, from files and environment; empty where it cannot.
std::string settings_of_mpirun() {
  try {
    return capture_output({"ompi_info", "--param", "plm", "rsh", "--level", "9", "--parsable"})
        .text;
  } catch (const FileError&) {
    return "";  // it is not installed
  }
}

}  // namespace

std::string mpirun_setting(const std::string& name,
                           const std::vector<std::string>& launcher_arguments,
                           const std::string& settings) {
  constexpr auto kOptions = std::to_array<std::string_view>({"--mca", "-mca", "--gmca", "-gmca"});
  for (size_t i = 0; i + 2 < launcher_arguments.size(); ++i) {
    const bool is_option = std::ranges::find(kOptions, launcher_arguments[i]) != kOptions.end();
    if (is_option && launcher_arguments[i + 1] == name) return launcher_arguments[i + 2];
  }
  const std::string key = ":param:" + name + ":value:";
  for (const std::string& line : split(settings, '\n')) {
    const size_t found = line.find(key);
    if (found == std::string::npos) continue;
    std::string value = line.substr(found + key.size());
    std::erase(value, '"');  // around what has a colon
    return value;
  }
  return "";
}

std::vector<std::string> agent_words(const std::string& alternatives) {
  const std::vector<std::string> all = split(alternatives, ':');
  const auto found = std::ranges::find_if(all, [](const std::string& agent) {
    const std::vector<std::string> words = words_in(agent);
    return !words.empty() && is_program(words.front());
  });
  return words_in(found == all.end() ? all.front() : *found);
}

std::vector<std::string> remote_agent(const std::vector<std::string>& launcher_arguments) {
  const std::string settings = settings_of_mpirun();
  std::vector<std::string> words =
      agent_words(mpirun_setting("plm_rsh_agent", launcher_arguments, settings));
  if (words.empty()) words = {"ssh"};
  const std::vector<std::string> more =
      words_in(mpirun_setting("plm_rsh_args", launcher_arguments, settings));
  words.insert(words.end(), more.begin(), more.end());
  return words;
}

std::vector<std::string> remote_call(const std::vector<std::string>& agent, const std::string& host,
                                     const std::vector<std::string>& command,
                                     std::chrono::seconds limit) {
  std::vector<std::string> call = agent;
  if (std::filesystem::path(agent.front()).filename() == "ssh") {
    // Less than the limit, so that it is ssh that says why.
    const auto seconds = std::max<int64_t>(1, limit.count() * 3 / 4);
    call.insert(call.end(),
                {"-o", "BatchMode=yes", "-o", "ConnectTimeout=" + std::to_string(seconds)});
  }
  call.insert(call.end(), {host, shell_line(command)});
  return call;
}

}  // namespace tandem
