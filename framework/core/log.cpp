// spdlog stays behind this file: its fmt must not meet the one in LibTorch's include path.
#include "framework/core/log.h"

#include <spdlog/sinks/base_sink.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include <cstdio>
#include <mutex>
#include <utility>

#include "framework/core/append_file.h"
#include "framework/core/text.h"

namespace tandem {
namespace {

constexpr const char* kName = "tandem";

/// Whole lines, of which none is kept back: a process that is killed takes nothing along, and a
/// line that could not be written leaves no piece of it.
class LineSink : public spdlog::sinks::base_sink<std::mutex> {
 public:
  explicit LineSink(const std::filesystem::path& path)
      : file_(path, AppendFile::Open::kExistingOrNew) {}

 private:
  void sink_it_(const spdlog::details::log_msg& message) override {
    spdlog::memory_buf_t line;
    formatter_->format(message, line);
    file_.append({line.data(), line.size()});
  }
  void flush_() override {}

  AppendFile file_;
};

/// The lines that could not be written, of which the log tells as soon as it can be written again.
class LostLines {
 public:
  // The table of loggers, made before this object, goes after it.
  LostLines() { spdlog::get(kName); }
  ~LostLines() {
    // While there is still somebody who can tell of a file that cannot be closed.
    spdlog::drop(kName);
    if (count_ == 0) return;
    std::fprintf(stderr, "%s\n", text().c_str());
  }

  void write(spdlog::logger& logger, spdlog::level::level_enum level, const std::string& line) {
    const std::lock_guard lock(mutex_);
    if (count_ > 0 && is_written(logger, spdlog::level::warn, text())) count_ = 0;
    if (!is_written(logger, level, line)) ++count_;
  }
  /// What is under way was not written.
  void note() { has_failed_ = true; }

 private:
  bool is_written(spdlog::logger& logger, spdlog::level::level_enum level,
                  const std::string& line) {
    has_failed_ = false;
    logger.log(level, spdlog::string_view_t(line));
    return !has_failed_;
  }
  std::string text() const {
    return "lines of this log that could not be written: " + std::to_string(count_);
  }

  std::mutex mutex_;  // of the following
  int64_t count_ = 0;
  bool has_failed_ = false;
};

LostLines& lost_lines() {
  static LostLines lines;
  return lines;
}

spdlog::logger& logger() {
  auto current = spdlog::get(kName);
  if (!current) {
    current = spdlog::stderr_logger_mt(kName);
    current->set_pattern("%v");
  }
  return *current;
}

void write(spdlog::level::level_enum level, const std::string& message) {
  lost_lines().write(logger(), level, printable(message));
}

}  // namespace

void open_log(const std::filesystem::path& path) {
  auto file = std::make_shared<spdlog::logger>(kName, std::make_shared<LineSink>(path));
  file->set_pattern("%Y-%m-%dT%H:%M:%S.%e %l %v");
  file->set_error_handler([](const std::string&) { lost_lines().note(); });
  // A name can be registered once.
  spdlog::drop(kName);
  spdlog::register_logger(std::move(file));
}

void log_warning(const std::string& message) { write(spdlog::level::warn, message); }
void log_error(const std::string& message) { write(spdlog::level::err, message); }

}  // namespace tandem
