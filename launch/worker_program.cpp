#include "launch/worker_program.h"

#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <iostream>
#include <nlohmann/json.hpp>

#include "framework/core/error.h"
#include "launch/job/child_process.h"

namespace tandem {

std::string worker_path() {
  std::error_code error;
  const std::filesystem::path self = std::filesystem::read_symlink("/proc/self/exe", error);
  const std::filesystem::path worker = self.parent_path() / "tandem-worker";
  if (!error && ::access(worker.c_str(), X_OK) == 0) return worker;
  throw FileError({.what = "the program tandem-worker is not there",
                   .where = worker,
                   .expected = "tandem-worker in the same directory as tandem",
                   .advice = "Build it with `make build`."});
}

void become_worker(const std::vector<std::string>& arguments) {
  std::vector<std::string> all = {worker_path()};
  all.insert(all.end(), arguments.begin(), arguments.end());
  std::vector<char*> pointers = argument_pointers(all);
  std::cout.flush();
  std::cerr.flush();
  ::execv(pointers[0], pointers.data());
  throw FileError({.what = std::string("cannot be started (") + std::strerror(errno) + ")",
                   .where = all.front(),
                   .advice = "Build it again with `make build`."});
}

ResolvedRun ask_worker(const std::vector<std::string>& arguments, int& exit_code) {
  std::vector<std::string> all = {worker_path()};
  all.insert(all.end(), arguments.begin(), arguments.end());
  const CapturedOutput answer = capture_output(all);
  exit_code = answer.end.code;
  if (answer.end.signal != 0) {
    throw Error(ExitCode::kInternal, {.what = "ended by " + to_string(answer.end),
                                      .where = all.front() + " " + arguments.front(),
                                      .advice = "`tandem doctor` checks the installation."});
  }
  if (exit_code != 0) return {};
  try {
    const auto json = nlohmann::json::parse(answer.text);
    return {.yaml = json.at("yaml"),
            .name = json.at("name"),
            .steps = json.at("steps"),
            .micro_batches = json.at("micro_batches"),
            .device = json.at("device"),
            .num_gpus = json.at("num_gpus"),
            .shares_gpus = json.at("shares_gpus"),
            .start = json.value("start", int64_t{0}),
            .parent = json.value("parent", "")};
  } catch (const nlohmann::json::exception& error) {
    throw Error(ExitCode::kInternal, {.what = std::string("an unusable answer: ") + error.what(),
                                      .where = all.front() + " " + arguments.front(),
                                      .advice = "Are tandem and tandem-worker of one build?"});
  }
}

}  // namespace tandem
