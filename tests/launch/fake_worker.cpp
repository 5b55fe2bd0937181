// Stands in for tandem-worker in the tests of the launcher. What it does as a rank is named by the
// environment variable FAKE_SCENARIO.
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <string>
#include <thread>
#include <vector>

#include "framework/core/files.h"
#include "framework/core/process.h"
#include "framework/core/text.h"
#include "framework/runs/rank_status.h"
#include "framework/runs/run_paths.h"
#include "launch/machine_facts.h"
#include "launch/resolved_run.h"
#include "launch/sum_timing.h"

namespace {

using tandem::ExitCode;
using tandem::RankState;
using tandem::RankStatus;
using tandem::RunPaths;

std::string variable(const char* name, const std::string& missing) {
  const char* value = std::getenv(name);
  return value == nullptr ? missing : value;
}

int answer_with_facts() {
  std::cout << tandem::to_json_line(
      {.yaml = "name: fake\nsteps: 3\n",
       .name = "fake",
       .steps = 3,
       .micro_batches = std::stoi(variable("FAKE_MICRO_BATCHES", "4")),
       .start_step = std::stoi(variable("FAKE_START", "0")),
       .parent = variable("FAKE_PARENT", ""),
       .start_patience_seconds = std::stoi(variable("FAKE_START_PATIENCE", "0")),
       .depends_on_ranks = !variable("FAKE_RANKS_BEFORE", "").empty(),
       .ranks_before = std::stoi(variable("FAKE_RANKS_BEFORE", "0")),
       .numerics_change = variable("FAKE_NUMERICS_CHANGE", "")});
  return 0;
}

int answer_with_machine(const std::filesystem::path& file) {
  const double now = tandem::seconds_since_1970();
  std::cout << tandem::to_json_line(tandem::MachineFacts{
                   .version = variable("FAKE_VERSION", "1"),
                   .cores = 4,
                   .directory = {.free_bytes = int64_t{1} << 40, .token = tandem::read_file(file)},
                   .received = now,
                   .answered = now})
            << std::endl;
  return 0;
}

/// The next of SIGUSR1 and SIGTERM, which are blocked, or 0 after the time.
int wait_for_signal(int milliseconds) {
  sigset_t watched;
  sigemptyset(&watched);
  sigaddset(&watched, SIGUSR1);
  sigaddset(&watched, SIGTERM);
  const timespec limit{.tv_sec = milliseconds / 1000,
                       .tv_nsec = static_cast<long>(milliseconds % 1000) * 1000000};
  const int signal = sigtimedwait(&watched, nullptr, &limit);
  return signal > 0 ? signal : 0;
}

void block_signals(std::initializer_list<int> signals) {
  sigset_t blocked;
  sigemptyset(&blocked);
  for (const int signal : signals) sigaddset(&blocked, signal);
  sigprocmask(SIG_BLOCK, &blocked, nullptr);
}

class FakeRank {
 public:
  /// `words`: all behind the name of the program.
  explicit FakeRank(const std::vector<std::string>& words) : paths_{words.at(1)} {
    status_.rank = std::stoi(variable("OMPI_COMM_WORLD_RANK", "0"));
    status_.host = "fakehost";
    status_.pid = getpid();
    const auto option = std::ranges::find(words, "--token");
    if (option != words.end()) status_.token = *std::next(option);
    status_.steps = 3;
    status_.resumable_step = 2;
  }

  int act(const std::string& scenario) {
    if (scenario == "crash") {
      std::cerr << "could not load the model\n";
      return 70;
    }
    if (scenario == "fail-early") {
      status_.resumable_step.reset();
      finish(RankState::kFailed, ExitCode::kInputOutput);
      return static_cast<int>(ExitCode::kInputOutput);
    }
    if (scenario == "late") wait_for_file(paths_.root / "go");
    block_signals({SIGUSR1});
    if (scenario == "stubborn") return be_stubborn();
    write(RankState::kTraining, 1);
    if (scenario == "done") return finish(RankState::kDone, ExitCode::kDone);
    if (scenario == "killed-when-done") {
      finish(RankState::kDone, ExitCode::kDone);
      return raise(SIGKILL);
    }
    if (scenario == "diverge") return finish(RankState::kDiverged, ExitCode::kDiverged);
    if (scenario == "fail") {
      finish(RankState::kFailed, ExitCode::kInputOutput);
      return static_cast<int>(ExitCode::kInputOutput);
    }
    if (scenario == "spoil") spoil();
    if (scenario == "die" || scenario == "spoil") return die();
    if (scenario == "save") save_on_request();
    return stop_on_request();
  }

 private:
  void write(RankState state, int step) {
    status_.state = state;
    status_.step = step;
    write_rank_status(paths_.rank_status(status_.rank), status_);
  }

  int finish(RankState state, ExitCode exit_code) {
    status_.exit_code = exit_code;
    status_.message = "message of " + to_string(state);
    status_.files = {"samples/step-00000003.png"};
    write(state, 3);
    return 0;
  }

  /// At most a minute: a test that failed leaves none behind.
  static void wait_for_file(const std::filesystem::path& path) {
    const auto limit = std::chrono::steady_clock::now() + std::chrono::minutes(1);
    while (!std::filesystem::exists(path) && std::chrono::steady_clock::now() < limit) {
      std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
  }

  /// No job can begin in this run any more: its folder of logs is a file.
  void spoil() const {
    std::filesystem::remove_all(paths_.logs());
    std::ofstream(paths_.logs()) << "in the way\n";
  }

  /// The last rank is ended by SIGKILL once the first has reported.
  int die() {
    const int num_ranks = std::stoi(variable("OMPI_COMM_WORLD_SIZE", "1"));
    if (status_.rank + 1 < num_ranks) return wait_for_signal(60000) > 0 ? 0 : 1;
    wait_for_file(paths_.rank_status(0));
    return raise(SIGKILL);
  }

  int be_stubborn() {
    block_signals({SIGTERM});
    write(RankState::kTraining, 1);
    while (wait_for_signal(60000) == SIGUSR1) write(RankState::kTraining, 2);
    return 0;
  }

  /// Follows the first request once there is a file; says meanwhile that it is at step 2.
  void save_on_request() {
    const int request = wait_for_signal(60000);
    write(RankState::kTraining, 2);
    wait_for_file(paths_.root / "go");
    raise(request);
  }

  /// Reports how many requests came, the later ones within a moment.
  int stop_on_request() {
    int num_requests = 0;
    while (wait_for_signal(num_requests == 0 ? 60000 : 400) == SIGUSR1) ++num_requests;
    status_.message = std::to_string(num_requests) + " requests";
    write(RankState::kStopped, 2);
    return 0;
  }

  RunPaths paths_;
  RankStatus status_;
};

}  // namespace

int main(int argc, char** argv) {
  const std::vector<std::string> words(argv + 1, argv + argc);
  if (words.empty()) return 64;
  if (words.front() == variable("FAKE_UNANSWERED", "")) {
    std::cerr << "asked " << getpid() << std::endl;
    for (;;) pause();
  }
  if (words.front() == "resolve") {
    if (words[1] != "bad.yaml") return answer_with_facts();
    std::cerr << "tandem-worker: bad.yaml:1:1: unknown option\n";
    return 65;
  }
  if (words.front() == "resume" || words.front() == "branch") {
    const std::string file = variable("FAKE_QUESTIONS", "");
    if (!file.empty()) std::ofstream(file, std::ios::app) << tandem::joined(words, {}, " ") << "\n";
    return answer_with_facts();
  }
  if (words.front() == "resolve-each") {
    for (std::string line; std::getline(std::cin, line);) {
      answer_with_facts();
      std::cout << '\n';
    }
    return 0;
  }
  if (words.front() == "doctor") {
    std::cout << "LibTorch    none\n";
    return 0;
  }
  if (words.front() == "machine") return answer_with_machine(words.at(2));
  if (words.front() == "links") {
    if (variable("OMPI_COMM_WORLD_RANK", "0") != "0") return 0;
    std::cout << tandem::to_json_line(tandem::SumTiming{.bytes = 1024, .ranks = 2, .seconds = 1e-4})
              << std::endl;
    return 0;
  }
  if (words.front() == "run") {
    return FakeRank(words).act(variable("FAKE_SCENARIO", "done"));
  }
  for (const std::string& word : words) std::cout << "<" << word << ">";
  return 9;
}
