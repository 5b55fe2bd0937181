#include "framework/checkpoint/files/checkpoint_directory.h"

#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <system_error>

#include "framework/checkpoint/files/manifest.h"
#include "framework/core/error.h"
#include "framework/core/files.h"
#include "framework/core/log.h"

namespace tandem {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kPrefix = "step-";
constexpr std::string_view kAsidePrefix = ".tmp-";
constexpr size_t kNumDigits = 8;

/// Names in a directory; none when there is no such directory.
std::vector<std::string> names_in(const fs::path& directory) {
  std::vector<std::string> names;
  std::error_code error;
  fs::directory_iterator entries(directory, error);
  if (error == std::errc::no_such_file_or_directory) return names;
  while (!error && entries != fs::directory_iterator()) {
    names.push_back(entries->path().filename());
    entries.increment(error);
  }
  if (error) {
    throw FileError(
        {.what = "cannot list the directory (" + error.message() + ")", .where = directory});
  }
  return names;
}

}  // namespace

std::string step_name(int64_t step) {
  std::string digits = std::to_string(step);
  if (digits.size() < kNumDigits) digits.insert(0, kNumDigits - digits.size(), '0');
  return std::string(kPrefix) + digits;
}

std::optional<int64_t> step_of_name(std::string_view name) {
  if (!name.starts_with(kPrefix)) return std::nullopt;
  const std::string_view digits = name.substr(kPrefix.size());
  int64_t step = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), step);
  // One name per step: no sign, no missing or surplus zero.
  if (error != std::errc() || step_name(step) != name) return std::nullopt;
  return step;
}

std::vector<int64_t> steps_in(const fs::path& directory) {
  std::vector<int64_t> steps;
  for (const std::string& name : names_in(directory)) {
    if (const auto step = step_of_name(name)) steps.push_back(*step);
  }
  std::ranges::sort(steps);
  return steps;
}

std::optional<int64_t> latest_checkpoint(const fs::path& directory) {
  const auto steps = steps_in(directory);
  std::vector<std::string> broken;
  std::optional<int64_t> latest;
  for (auto step = steps.rbegin(); step != steps.rend() && !latest; ++step) {
    const std::string damage = damage_of(directory / step_name(*step), *step);
    if (damage.empty()) {
      latest = *step;
    } else {
      broken.push_back("checkpoint " + step_name(*step) + " " + damage);
    }
  }
  const std::string instead =
      latest ? "; using " + step_name(*latest) : "; there is no older sound one";
  for (const std::string& message : broken) log_warning(message + instead);
  return latest;
}

void remove_tree(const fs::path& path) {
  std::error_code error;
  fs::remove_all(path, error);
  if (error) {
    throw FileError(
        {.what = "cannot remove the directory (" + error.message() + ")", .where = path});
  }
}

void remove_checkpoint(const fs::path& directory, int64_t step) {
  const std::string name = step_name(step);
  const fs::path aside = aside_path(directory, "removed-" + name);
  remove_tree(aside);
  if (::rename((directory / name).c_str(), aside.c_str()) != 0) {
    throw_file_error("cannot remove the checkpoint", directory / name);
  }
  remove_tree(aside);
}

void rotate_checkpoints(const fs::path& directory, int64_t keep, std::optional<int64_t> spared) {
  const auto steps = steps_in(directory);
  int64_t num_sound = 0;
  for (auto step = steps.rbegin(); step != steps.rend(); ++step) {
    if (num_sound >= keep) {
      if (spared != *step) remove_checkpoint(directory, *step);
    } else if (damage_of(directory / step_name(*step), *step).empty()) {
      ++num_sound;
    }
  }
}

void remove_stale(const fs::path& directory) {
  for (const std::string& name : names_in(directory)) {
    if (name.starts_with(kAsidePrefix)) remove_tree(directory / name);
  }
}

fs::path aside_path(const fs::path& directory, const std::string& name) {
  return directory / (std::string(kAsidePrefix) + name + "-" + std::to_string(::getpid()));
}

}  // namespace tandem
