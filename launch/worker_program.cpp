#include "launch/worker_program.h"

#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <iostream>
#include <vector>

#include "framework/core/error.h"
#include "framework/core/text.h"
#include "launch/job/child_process.h"
#include "launch/job/launchers.h"

namespace tandem {

std::string worker_path() {
  std::error_code error;
  // Not by how this program was called, which may be a name in PATH.
  const std::filesystem::path self = std::filesystem::read_symlink("/proc/self/exe", error);
  const std::filesystem::path worker = self.parent_path() / "tandem-worker";
  if (!error && ::access(worker.c_str(), X_OK) == 0) return worker;
  throw FileError({.what = "the program tandem-worker is not there",
                   .where = worker,
                   .expected = "tandem-worker in the same directory as tandem",
                   .advice = "Build it with `make build`."});
}

namespace {

// Words between questions. Overrides have other forms.
constexpr const char* kLeading = "and";
constexpr const char* kFollowing = "then";

/// What the worker prints. Throws Error where a signal ended it.
CapturedOutput asked(const Arguments& question) {
  Arguments all = {worker_path()};
  all.insert(all.end(), question.begin(), question.end());
  // Standard error stays the user's: there the worker says what is wrong.
  CapturedOutput answer = capture_output(all);
  if (answer.end.signal == 0) return answer;
  // As with a rank: what ended it may not happen again.
  throw Error(ExitCode::kRankLost, {.what = "ended by " + to_string(answer.end),
                                    .where = all.front() + " " + question.front(),
                                    .advice = "Did the machine run out of memory? `tandem doctor` "
                                              "checks the installation."});
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
  if (ranks < 1) {
    throw UsageError({.what = "a number of ranks that is none",
                      .where = "--ranks",
                      .expected = "at least 1",
                      .got = std::to_string(ranks)});
  }
  const Job job{.ranks = ranks, .program = worker_arguments(call), .is_quiet = true};
  const auto launcher = launcher_for(ranks, {});
  launcher->check(job);
  become(launcher->arguments(job));
}

WorkerAnswer ask_worker(const Arguments& question) {
  const CapturedOutput answer = asked(question);
  const ExitCode code{answer.end.code};
  if (code != ExitCode::kDone) return {.exit_code = code, .run = {}};
  return {.exit_code = code, .run = parse_resolved_run(answer.text)};
}

Arguments words_of(const std::vector<WorkerQuestion>& questions) {
  Arguments words;
  for (const WorkerQuestion& question : questions) {
    words.push_back(question.follows ? kFollowing : kLeading);
    words.insert(words.end(), question.words.begin(), question.words.end());
  }
  return words;
}

std::vector<WorkerQuestion> parse_questions(const Arguments& words) {
  std::vector<WorkerQuestion> questions;
  bool has_begun = false;  // a configuration may be called as the words between are
  for (const std::string& word : words) {
    const bool is_mark = !has_begun && (word == kLeading || word == kFollowing);
    if (is_mark || questions.empty()) {
      questions.push_back({.words = {}, .follows = word == kFollowing});
      has_begun = true;
    } else {
      questions.back().words.push_back(word);
      has_begun = false;
    }
  }
  return questions;
}

std::vector<WorkerAnswer> ask_worker_each(const std::vector<WorkerQuestion>& questions) {
  Arguments call = {"resolve-each"};
  const Arguments words = words_of(questions);
  call.insert(call.end(), words.begin(), words.end());
  std::vector<WorkerAnswer> answers;
  for (const std::string& line : split(asked(call).text, '\n')) {
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
