#include "launch/worker_program.h"

#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <iostream>
#include <map>
#include <nlohmann/json.hpp>
#include <vector>

#include "framework/core/error.h"
#include "framework/core/shell_words.h"
#include "framework/core/text.h"
#include "launch/answer_watch.h"
#include "launch/job/child_process.h"
#include "launch/job/launchers.h"
#include "launch/job/unblocked_output.h"

namespace tandem {

std::string tandem_path() {
  std::error_code error;
  // Not by how this program was called, which may be a name in PATH.
  std::filesystem::path self = std::filesystem::read_symlink("/proc/self/exe", error);
  // The link of a program whose file was replaced ends in " (deleted)".
  if (!error) return self.replace_filename("tandem");
  throw FileError({.what = "the path of this program cannot be found out (" + error.message() + ")",
                   .where = "/proc/self/exe"});
}

std::string worker_path() {
  std::string worker = std::filesystem::path(tandem_path()).replace_filename("tandem-worker");
  if (::access(worker.c_str(), X_OK) == 0) return worker;
  throw FileError({.what = "the program tandem-worker is not there",
                   .where = worker,
                   .expected = "tandem-worker in the same directory as tandem",
                   .advice = "Build it with `make build`."});
}

namespace {

constexpr const char* kQuestionWords = "words";
constexpr const char* kQuestionFollows = "follows";
constexpr const char* kQuestionNames = "names";

void replace_all(std::string& text, const std::string& part, const std::string& by) {
  for (size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + by.size())) {
    text.replace(at, part.size(), by);
  }
}

/// Throws Error where the worker that was called so ended otherwise than by itself: by a signal, or
/// before it began, as without one of its libraries.
CapturedOutput checked(CapturedOutput answer, const Arguments& call) {
  if (answer.end.is_success() || has_error_code(answer.end)) return answer;
  // As with a rank: what ended it may not happen again.
  throw Error(ExitCode::kRankLost, {.what = "ended by " + to_string(answer.end),
                                    .where = call[0] + " " + call[1],
                                    .advice = "Did the machine run out of memory? `tandem doctor` "
                                              "checks the installation."});
}

/// What the worker that is called so prints, which reads `input`; throws as AnswerWatch does.
CapturedOutput answer_of(const Arguments& call, const std::optional<std::string>& input,
                         std::optional<std::chrono::seconds> patience) {
  Arguments typed = call;
  typed[0] = "tandem-worker";
  AnswerWatch watch(shell_line(typed), patience);
  return checked(capture_answer(call, input,
                                [&watch] {
                                  const std::string notice = watch.look(AnswerWatch::Clock::now());
                                  if (notice.empty()) return;
                                  UnblockedOutput(STDERR_FILENO, kOutputPatience)
                                      << "tandem: " << notice << '\n';
                                }),
                 call);
}

/// The same command with the same arguments, for the worker.
Arguments worker_arguments(const CommandCall& call) {
  Arguments all = {worker_path(), call.command.name};
  all.insert(all.end(), call.arguments.begin(), call.arguments.end());
  return all;
}

[[noreturn]] void become(Arguments all) {
  std::vector<char*> pointers = argument_pointers(all);
  // exec drops what is still in a buffer.
  std::cout.flush();
  std::cerr.flush();
  ::execvp(pointers[0], pointers.data());
  throw FileError({.what = std::string("cannot be started (") + std::strerror(errno) + ")",
                   .where = all.front(),
                   .advice = "`tandem doctor` checks the installation."});
}

}  // namespace

ExitCode become_worker(const CommandCall& call) { become(worker_arguments(call)); }

ExitCode become_ranks(const CommandCall& call) {
  const auto ranks = call.get<int64_t>("ranks");
  constexpr int64_t kMostRanks = 4096;
  if (ranks < 1 || ranks > kMostRanks) {
    throw UsageError({.what = "no number of ranks that can be started",
                      .where = "--ranks",
                      .expected = "at least 1 and at most " + std::to_string(kMostRanks),
                      .got = std::to_string(ranks)});
  }
  const Job job{.ranks = ranks, .program = worker_arguments(call), .is_quiet = true};
  const auto launcher = launcher_for(ranks, {});
  launcher->check(job);
  become(launcher->arguments(job));
}

WorkerAnswer ask_worker(const Arguments& question, std::optional<std::chrono::seconds> patience) {
  Arguments call = {worker_path()};
  call.insert(call.end(), question.begin(), question.end());
  // Standard error stays the user's: there the worker says what is wrong.
  const CapturedOutput answer = answer_of(call, std::nullopt, patience);
  const ExitCode code{answer.end.code};
  if (code != ExitCode::kDone) return {.exit_code = code, .run = {}};
  return {.exit_code = code, .run = parse_resolved_run(answer.text)};
}

std::string with_names(std::string message, const std::map<std::string, std::string>& names) {
  for (const auto& [override, name] : names) {
    const std::string said = "override '" + printable_line(override) + "'";
    const std::string option = override.substr(0, override.find('='));
    // The name says as much of the option as the user is to know.
    replace_all(message, said + " (" + option + ")", name);
    replace_all(message, said, name);
  }
  return message;
}

std::string to_json_line(const WorkerQuestion& question) {
  return nlohmann::json({{kQuestionWords, question.words},
                         {kQuestionFollows, question.follows},
                         {kQuestionNames, question.names}})
      .dump();
}

WorkerQuestion parse_question(const std::string& line) {
  try {
    const auto json = nlohmann::json::parse(line);
    return {.words = json.at(kQuestionWords),
            .follows = json.at(kQuestionFollows),
            .names = json.at(kQuestionNames)};
  } catch (const nlohmann::json::exception& error) {
    throw Error(ExitCode::kInternal,
                {.what = std::string("a question that is none: ") + error.what()});
  }
}

std::vector<WorkerAnswer> ask_worker_each(const std::vector<WorkerQuestion>& questions) {
  if (questions.empty()) return {};
  std::string input;
  for (const WorkerQuestion& question : questions) input += to_json_line(question) + "\n";
  const Arguments call = {worker_path(), "resolve-each"};
  const CapturedOutput output = answer_of(call, input, std::nullopt);
  if (output.end.code != 0) {
    throw Error(ExitCode{output.end.code}, {.what = "what runs would be cannot be found out, as "
                                                    "said above",
                                            .where = call.front() + " " + call.back()});
  }
  std::vector<WorkerAnswer> answers;
  for (const std::string& line : split(output.text, '\n')) {
    if (line.empty()) continue;
    if (const auto code = parse_refusal(line)) {
      answers.push_back({.exit_code = *code, .run = {}});
    } else {
      answers.push_back({.run = parse_resolved_run(line)});
    }
  }
  if (answers.size() == questions.size()) return answers;
  throw Error(ExitCode::kInternal, {.what = "the worker answered fewer questions than it was asked",
                                    .advice = "Are tandem and tandem-worker of one build?"});
}

}  // namespace tandem
