#include "framework/runs/checkpoint_directory.h"

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <functional>
#include <span>
#include <system_error>

#include "framework/core/error.h"
#include "framework/core/files.h"
#include "framework/core/log.h"
#include "framework/core/text.h"
#include "framework/runs/checkpoint_manifest.h"
#include "framework/runs/run_paths.h"

namespace tandem {
namespace {

namespace fs = std::filesystem;

// With this in front no name is that of a step: readers see nothing that is half there.
constexpr std::string_view kAsidePrefix = ".tmp-";

/// Tidying up must not end a training: where it fails, that is said, and the work goes on.
void if_possible(const std::function<void()>& tidy) {
  try {
    tidy();
  } catch (const FileError& error) {
    log_warning(error.what());
  }
}

/// Gives a checkpoint that is not sound a name that says so.
void set_aside(const fs::path& directory, int64_t step, const CheckpointCondition& condition) {
  const bool is_damaged = condition.kind == CheckpointCondition::Kind::kDamaged;
  const fs::path place = directory / step_name(step);
  // What was set aside of this step before is kept, too.
  const fs::path other =
      unused_path(directory / ((is_damaged ? "damaged-" : "unreadable-") + step_name(step)));
  if (::rename(place.c_str(), other.c_str()) != 0) throw_file_error("cannot be renamed", place);
  log_warning("checkpoint " + step_name(step) + " " + condition.text + "; it is kept as " +
              other.filename().string());
}

[[noreturn]] void refuse_all(const fs::path& directory, const std::vector<std::string>& unusable,
                             bool all_can_be_read) {
  Problem problem{.what = "no checkpoint here can be used, and nothing was changed",
                  .where = directory,
                  .items = unusable};
  if (all_can_be_read) {
    problem.advice = "Put a sound copy of one of them in its place, or start a new run.";
    throw CheckpointError(problem);
  }
  problem.advice = "Try again once the files can be read.";
  throw FileError(problem);
}

/// "2, 4, 6", the last ones where there are many.
std::string steps_text(const std::vector<int64_t>& steps) {
  constexpr size_t kMostShown = 16;
  if (steps.empty()) return "none";
  const bool is_long = steps.size() > kMostShown;
  return (is_long ? "…, " : "") + joined(std::span(steps).last(std::min(steps.size(), kMostShown)));
}

}  // namespace

std::vector<int64_t> steps_in(const fs::path& directory) {
  std::vector<int64_t> steps;
  for (const std::string& name : names_in(directory)) {
    if (const auto step = step_of_name(name)) steps.push_back(*step);
  }
  std::ranges::sort(steps);
  return steps;
}

CheckpointCondition checkpoint_condition(const fs::path& directory, int64_t step,
                                         const FileDigest& digest) {
  using Kind = CheckpointCondition::Kind;
  try {
    const std::string damage = damage_of(directory / step_name(step), step, digest);
    return {damage.empty() ? Kind::kSound : Kind::kDamaged, damage};
  } catch (const FileError& error) {
    return {Kind::kUnreadable, std::string("cannot be read: ") + error.what()};
  }
}

void check_checkpoint(const fs::path& directory, int64_t step, const FileDigest& digest) {
  const fs::path place = directory / step_name(step);
  const std::string damage = damage_of(place, step, digest);
  if (damage.empty()) return;
  const std::vector<int64_t> steps = steps_in(directory);
  const bool exists = std::ranges::find(steps, step) != steps.end();
  throw CheckpointError({.what = "the checkpoint " + damage,
                         .where = place,
                         .expected = exists ? "" : "one of step " + steps_text(steps),
                         .advice = "Choose another checkpoint of this run."});
}

FoundCheckpoint find_checkpoint(const fs::path& directory) {
  const auto steps = steps_in(directory);
  std::vector<std::string> unusable;
  bool all_can_be_read = true;
  for (auto step = steps.rbegin(); step != steps.rend(); ++step) {
    const CheckpointCondition condition = checkpoint_condition(directory, *step);
    if (condition.kind == CheckpointCondition::Kind::kSound) {
      // Warnings only here: where none is sound, the error lists them instead.
      for (std::string& each : unusable) each += "; using " + step_name(*step);
      return {.step = *step, .warnings = unusable};
    }
    if (condition.kind == CheckpointCondition::Kind::kUnreadable) all_can_be_read = false;
    unusable.push_back("checkpoint " + step_name(*step) + " " + condition.text);
  }
  if (!unusable.empty()) refuse_all(directory, unusable, all_can_be_read);
  return {};
}

std::optional<int64_t> latest_checkpoint(const fs::path& directory) {
  const FoundCheckpoint found = find_checkpoint(directory);
  for (const std::string& warning : found.warnings) log_warning(warning);
  return found.step;
}

int64_t newest_checkpoint(const fs::path& run) {
  const std::vector<int64_t> steps = steps_in(RunPaths{run}.checkpoints());
  return steps.empty() ? 0 : steps.back();
}

std::optional<int64_t> believed_checkpoint(const fs::path& directory) {
  const auto seems_sound = [&directory](int64_t step) {
    return checkpoint_condition(directory, step, believe_digest).kind ==
           CheckpointCondition::Kind::kSound;
  };
  try {
    const std::vector<int64_t> steps = steps_in(directory);
    const auto newest = std::find_if(steps.rbegin(), steps.rend(), seems_sound);
    return newest == steps.rend() ? std::nullopt : std::optional(*newest);
  } catch (const FileError&) {
    return std::nullopt;
  }
}

void remove_tree(const fs::path& path) {
  std::error_code error;
  fs::remove_all(path, error);
  if (error) {
    errno = error.value();
    throw_file_error("cannot be removed", path);
  }
}

void remove_checkpoint(const fs::path& directory, int64_t step) {
  const std::string name = step_name(step);
  const fs::path aside = aside_path(directory, "removed-" + name);
  // No directory can be renamed over the rest of a removal that failed.
  remove_tree(aside);
  // Gone at once for every reader, before its files go one by one.
  if (::rename((directory / name).c_str(), aside.c_str()) != 0) {
    throw_file_error("cannot remove the checkpoint", directory / name);
  }
  remove_tree(aside);
}

void rotate_checkpoints(const fs::path& directory, int64_t keep, std::optional<int64_t> spared,
                        std::set<int64_t>* verified) {
  const auto steps = steps_in(directory);
  int64_t num_sound = 0;
  for (auto step = steps.rbegin(); step != steps.rend(); ++step) {
    const bool goes = num_sound >= keep;
    if (goes && spared == *step) continue;
    // Those that stay are examined as well, since only sound ones count.
    const bool is_verified = verified != nullptr && verified->contains(*step);
    const CheckpointCondition condition =
        checkpoint_condition(directory, *step, is_verified ? believe_digest : digest_of_file);
    const bool is_sound = condition.kind == CheckpointCondition::Kind::kSound;
    if (is_sound && verified != nullptr) verified->insert(*step);
    if (is_sound) ++num_sound;
    if (!goes) continue;
    if_possible([&] {
      if (is_sound) {
        remove_checkpoint(directory, *step);
      } else {
        set_aside(directory, *step, condition);
      }
    });
  }
}

void remove_stale(const fs::path& directory) {
  for (const std::string& name : names_in(directory)) {
    if (name.starts_with(kAsidePrefix)) if_possible([&] { remove_tree(directory / name); });
  }
}

fs::path aside_path(const fs::path& directory, const std::string& name) {
  return directory / (std::string(kAsidePrefix) + name + "-" + std::to_string(::getpid()));
}

}  // namespace tandem
