// spdlog stays behind this file: its fmt must not meet the one in LibTorch's include path.
#include "framework/core/log.h"

#include <spdlog/sinks/basic_file_sink.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include "framework/core/error.h"
#include "framework/core/text.h"

namespace tandem {
namespace {

spdlog::logger& logger() {
  auto current = spdlog::get("tandem");
  if (!current) {
    current = spdlog::stderr_logger_mt("tandem");
    current->set_pattern("%v");
  }
  return *current;
}

}  // namespace

void open_log(const std::filesystem::path& path) {
  try {
    // A name can be registered once.
    spdlog::drop("tandem");
    auto file = spdlog::basic_logger_mt("tandem", path.string());
    file->set_pattern("%Y-%m-%dT%H:%M:%S.%e %l %v");
    // A process that is killed takes along what is buffered.
    file->flush_on(spdlog::level::info);
  } catch (const spdlog::spdlog_ex& error) {
    throw FileError({.what = std::string("cannot open the log: ") + error.what(), .where = path});
  }
}

void log_warning(const std::string& message) { logger().warn(printable(message)); }
void log_error(const std::string& message) { logger().error(printable(message)); }

}  // namespace tandem
