// A directory with `tandem` and a fake worker, and calls of it: for the tests of the launcher.
#pragma once

#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "framework/core/files.h"
#include "launch/job/child_process.h"
#include "tests/support/temporary_directory.h"

namespace tandem::testing_support {

/// Returns once `happened` says so; throws after a minute.
inline void wait_until(const std::function<bool()>& happened, const std::string& what) {
  const auto limit = std::chrono::steady_clock::now() + std::chrono::minutes(1);
  while (!happened()) {
    if (std::chrono::steady_clock::now() > limit) throw std::runtime_error("no " + what);
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
}

/// The directory where the test programs and `tandem` were built.
inline std::filesystem::path build_directory() {
  return std::filesystem::read_symlink("/proc/self/exe").parent_path();
}

/// How a call of tandem ended and what it printed on both streams.
struct CallResult {
  ProcessEnd end;
  std::string output;
};

class Installation {
 public:
  Installation() {
    namespace fs = std::filesystem;
    // A copy, because tandem looks for its worker beside the file that it was started from.
    fs::copy_file(build_directory() / "tandem", tandem());
    fs::create_symlink(build_directory() / "fake_worker", root() / "tandem-worker");
    if (::geteuid() == 0) {
      set("OMPI_ALLOW_RUN_AS_ROOT", "1");
      set("OMPI_ALLOW_RUN_AS_ROOT_CONFIRM", "1");
    }
  }
  ~Installation() {
    for (const auto& [name, value] : before_) {
      if (value) {
        ::setenv(name.c_str(), value->c_str(), 1);
      } else {
        ::unsetenv(name.c_str());
      }
    }
  }
  Installation(const Installation&) = delete;
  Installation& operator=(const Installation&) = delete;

  const std::filesystem::path& root() const { return directory_.path(); }
  std::filesystem::path tandem() const { return root() / "tandem"; }
  std::filesystem::path run() const { return root() / "run"; }
  std::filesystem::path output() const { return root() / "output.txt"; }

  /// Sets an environment variable for the calls of this installation.
  void set(const std::string& name, const std::string& value) {
    const char* present = ::getenv(name.c_str());
    before_.try_emplace(name,
                        present == nullptr ? std::nullopt : std::optional<std::string>(present));
    ::setenv(name.c_str(), value.c_str(), 1);
  }

  /// Starts tandem with these arguments.
  ChildProcess start(const std::vector<std::string>& arguments) {
    std::filesystem::remove(output());
    std::vector<std::string> all = {tandem()};
    all.insert(all.end(), arguments.begin(), arguments.end());
    return ChildProcess(all, output());
  }

  CallResult finish(ChildProcess& child) {
    wait_until([&] { return child.poll().has_value(); }, "end of tandem");
    return {*child.poll(), read_file(output())};
  }

  CallResult call(const std::vector<std::string>& arguments) {
    ChildProcess child = start(arguments);
    return finish(child);
  }

  /// A call while another one is still running.
  CallResult call_beside(const std::vector<std::string>& arguments) const {
    std::vector<std::string> all = {tandem()};
    all.insert(all.end(), arguments.begin(), arguments.end());
    const CapturedOutput output = capture_output(all);
    return {output.end, output.text};
  }

  /// Waits until tandem has printed this.
  void wait_for_output(const std::string& text) {
    wait_until([&] { return read_file(output()).find(text) != std::string::npos; },
               "'" + text + "' in the output");
  }

 private:
  TemporaryDirectory directory_;
  std::map<std::string, std::optional<std::string>> before_;
};

}  // namespace tandem::testing_support
