// A file that answers whoever reads it after a while, as one of a file system that has much to do.
#pragma once

#include <fcntl.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <csignal>
#include <filesystem>
#include <string>
#include <thread>
#include <utility>

#include "framework/core/descriptor.h"
#include "framework/core/files.h"
#include "tests/support/hanging_file.h"

namespace tandem::testing_support {

/// What is in a file comes so late while this lives; then the file is gone.
class SlowFile {
 public:
  SlowFile(std::filesystem::path path, std::chrono::milliseconds delay)
      : path_(std::move(path)),
        content_(taken_from(path_)),
        delay_(delay),
        hanging_(path_),
        answerer_([this] { answer(); }) {}
  ~SlowFile() {
    ends_ = true;
    answerer_.join();
  }
  SlowFile(const SlowFile&) = delete;
  SlowFile& operator=(const SlowFile&) = delete;

 private:
  static std::string taken_from(const std::filesystem::path& path) {
    std::string content = read_file(path);
    std::filesystem::remove(path);
    return content;
  }

  void answer() {
    // A reader that goes away must not end the process.
    sigset_t broken_pipe;
    sigemptyset(&broken_pipe);
    sigaddset(&broken_pipe, SIGPIPE);
    ::pthread_sigmask(SIG_BLOCK, &broken_pipe, nullptr);
    while (!ends_) {
      // Without a reader it cannot be opened.
      Descriptor file(::open(path_.c_str(), O_WRONLY | O_NONBLOCK));
      if (file.is_open()) {
        std::this_thread::sleep_for(delay_);
        [[maybe_unused]] const auto written = ::write(file.get(), content_.data(), content_.size());
        file.close();
      }
      // In which the reader sees the end of it.
      std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
  }

  std::filesystem::path path_;
  std::string content_;
  std::chrono::milliseconds delay_;
  HangingFile hanging_;
  std::atomic<bool> ends_ = false;
  std::thread answerer_;
};

}  // namespace tandem::testing_support
