#include "framework/runs/checkpoint_writer.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <functional>
#include <iostream>
#include <random>

#include "framework/core/error.h"
#include "framework/core/files.h"
#include "framework/runs/checkpoint_directory.h"
#include "tests/support/error_message.h"
#include "tests/support/file_size_limit.h"
#include "tests/support/temporary_directory.h"

namespace tandem {
namespace {

namespace fs = std::filesystem;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

void save(const fs::path& directory, int64_t step, const std::string& bytes) {
  CheckpointWriter writer(directory, step);
  writer.add("networks.safetensors", bytes);
  writer.add("state.json", "{}\n");
  writer.commit();
}

std::vector<std::string> sorted_names_in(const fs::path& directory) {
  std::vector<std::string> names = names_in(directory);
  std::sort(names.begin(), names.end());
  return names;
}

TEST(CheckpointWriterTest, LeavesACheckpointAndNothingElse) {
  const TemporaryDirectory directory;
  save(directory / "checkpoints", 5, "weights");
  EXPECT_THAT(sorted_names_in(directory / "checkpoints"), ElementsAre("step-00000005"));
  const fs::path place = directory / "checkpoints" / "step-00000005";
  EXPECT_THAT(sorted_names_in(place),
              ElementsAre("manifest.json", "networks.safetensors", "state.json"));
  EXPECT_EQ(read_file(place / "networks.safetensors"), "weights");
  EXPECT_EQ(damage_of(place, 5), "");
}

TEST(CheckpointWriterTest, WithoutCommitNothingStays) {
  const TemporaryDirectory directory;
  {
    CheckpointWriter writer(directory.path(), 5);
    writer.add("networks.safetensors", "weights");
  }
  EXPECT_TRUE(sorted_names_in(directory.path()).empty());
}

TEST(CheckpointWriterTest, KeepsWhatHasTheSameName) {
  const TemporaryDirectory directory;
  const fs::path place = directory / "step-00000005";
  const TemporaryDirectory elsewhere;
  write_file_synced(elsewhere / "precious", "kept");
  const std::vector<std::function<void()>> leftovers = {
      [&] { save(directory.path(), 5, "older"); },
      [&] { fs::resize_file(place / "networks.safetensors", 1); },
      [&] { fs::remove_all(place), fs::create_directory(place); },
      [&] { fs::remove_all(place), write_file_synced(place, "a file"); },
      [&] { fs::remove_all(place), fs::create_directory_symlink(elsewhere.path(), place); }};
  for (const auto& leave : leftovers) {
    leave();
    save(directory.path(), 5, "newer");
    EXPECT_EQ(damage_of(place, 5), "");
    EXPECT_EQ(read_file(place / "networks.safetensors"), "newer");
  }
  EXPECT_THAT(
      sorted_names_in(directory.path()),
      ElementsAre("replaced-step-00000005", "replaced-step-00000005-2", "replaced-step-00000005-3",
                  "replaced-step-00000005-4", "replaced-step-00000005-5", "step-00000005"));
  EXPECT_EQ(read_file(directory / "replaced-step-00000005/networks.safetensors"), "older");
  EXPECT_EQ(read_file(directory / "replaced-step-00000005-2/networks.safetensors"), "n");
  EXPECT_EQ(read_file(elsewhere / "precious"), "kept");
}

TEST(CheckpointWriterTest, ACopyIsTheSameByteByByte) {
  const TemporaryDirectory from;
  const TemporaryDirectory to;
  save(from.path(), 5, "weights");
  const std::string digest = copy_checkpoint(from.path(), 5, to.path());
  for (const char* name : {"networks.safetensors", "state.json", "manifest.json"}) {
    EXPECT_EQ(read_file(to / "step-00000005" / name), read_file(from / "step-00000005" / name));
  }
  save(from.path(), 6, "other weights");
  EXPECT_NE(copy_checkpoint(from.path(), 6, to.path()), digest);
  fs::resize_file(from / "step-00000005" / "state.json", 1);
  EXPECT_THROW(copy_checkpoint(from.path(), 5, to / "other"), CheckpointError);
  EXPECT_THAT(message_of<CheckpointError>([&] { copy_checkpoint(from.path(), 7, to / "other"); }),
              HasSubstr("one of step 5, 6"));
  EXPECT_FALSE(fs::exists(to / "other"));
}

TEST(CheckpointWriterTest, RefusesNames) {
  const TemporaryDirectory directory;
  CheckpointWriter writer(directory.path(), 5);
  writer.add("state.json", "{}");
  for (const char* name : {"../state", "a/b", "", "manifest.json", "state.json"}) {
    EXPECT_THROW(writer.add(name, "x"), CheckpointError) << name;
  }
}

TEST(CheckpointWriterTest, FullDiskLeavesTheEarlierOne) {
  const TemporaryDirectory directory;
  save(directory.path(), 1, "small");
  // The limit strikes in the first file, in the second, and in the manifest.
  for (const size_t num_bytes : {100'000, 10, 0}) {
    const FileSizeLimit limit(num_bytes == 0 ? 200 : 2);
    const auto message = message_of<FileError>(
        [&] { save(directory.path(), 2, std::string(num_bytes == 10 ? 1 : num_bytes, 'x')); });
    EXPECT_THAT(message, HasSubstr(directory.path().string()));
    EXPECT_THAT(message, HasSubstr("bytes to write"));
    EXPECT_THAT(message, HasSubstr("bytes free"));
  }
  EXPECT_THAT(sorted_names_in(directory.path()), ElementsAre("step-00000001"));
  EXPECT_EQ(latest_checkpoint(directory.path()), 1);
}

TEST(CheckpointWriterTest, UnwritableDirectoryIsNamed) {
  const TemporaryDirectory directory;
  write_file_synced(directory / "file", "");
  EXPECT_THAT(message_of<FileError>([&] { save(directory / "file", 1, "x"); }),
              HasSubstr((directory / "file").string()));
  EXPECT_THAT(message_of<FileError>([&] { save("/proc/tandem", 1, "x"); }),
              HasSubstr("/proc/tandem"));
}

/// Runs `work` in a child process and returns what it returns, as text.
std::string in_child(const std::function<std::string()>& work) {
  int ends[2];
  EXPECT_EQ(::pipe(ends), 0);
  const pid_t child = ::fork();
  if (child == 0) {
    std::string text;
    try {
      text = work();
    } catch (const std::exception& error) {
      text = std::string("unexpected: ") + error.what();
    }
    const ssize_t written = ::write(ends[1], text.data(), text.size());
    ::_exit(written == static_cast<ssize_t>(text.size()) ? 0 : 1);
  }
  ::close(ends[1]);
  std::string text;
  char block[4096];
  for (ssize_t count = 0; (count = ::read(ends[0], block, sizeof block)) > 0;) {
    text.append(block, static_cast<size_t>(count));
  }
  ::close(ends[0]);
  int status = 0;
  EXPECT_EQ(::waitpid(child, &status, 0), child);
  EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0) << status;
  return text;
}

/// Mounts an empty file system of 1 MB, seen by this process alone; false where that is forbidden.
bool mount_small_disk(const fs::path& place) {
  const uid_t user = ::getuid();
  if (::unshare(CLONE_NEWNS) != 0) {
    if (::unshare(CLONE_NEWUSER | CLONE_NEWNS) != 0) return false;
    std::ofstream("/proc/self/uid_map") << "0 " << user << " 1";
  }
  return ::mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) == 0 &&
         ::mount("tandem", place.c_str(), "tmpfs", 0, "size=1m") == 0;
}

TEST(CheckpointWriterTest, FullFileSystemLeavesTheEarlierOne) {
  const TemporaryDirectory directory;
  const std::string report = in_child([&]() -> std::string {
    if (!mount_small_disk(directory.path())) return "no mount";
    save(directory.path(), 1, std::string(300'000, 'a'));
    save(directory.path(), 2, std::string(300'000, 'b'));
    std::string message = "no error";
    try {
      save(directory.path(), 3, std::string(900'000, 'c'));
    } catch (const FileError& error) {
      message = error.what();
    }
    const auto latest = latest_checkpoint(directory.path());
    return message + " | " + std::to_string(sorted_names_in(directory.path()).size()) +
           " entries | step " + std::to_string(latest.value_or(-1));
  });
  if (report == "no mount") {
    std::cout << "not run: the part on a full file system: this user may not mount one\n";
    save(directory.path(), 2, std::string(900, 'b'));
    const FileSizeLimit limit(1000);
    EXPECT_THROW(save(directory.path(), 3, std::string(900'000, 'c')), FileError);
    EXPECT_EQ(latest_checkpoint(directory.path()), 2);
    return;
  }
  EXPECT_THAT(report, HasSubstr("No space left on device"));
  EXPECT_THAT(report, HasSubstr("networks.safetensors"));
  EXPECT_THAT(report, HasSubstr("bytes to write, got 0 bytes free"));
  EXPECT_THAT(report, HasSubstr("| 2 entries | step 2"));
}

/// Saves steps `first` … without end; writes a byte to `started` as each begins.
[[noreturn]] void save_forever(const fs::path& directory, int64_t first, int started) {
  for (int64_t step = first;; ++step) {
    if (::write(started, "s", 1) != 1) ::_exit(1);
    save(directory, step, std::string(20'000, static_cast<char>('a' + step % 26)));
    rotate_checkpoints(directory, 2);
  }
}

TEST(CheckpointWriterTest, KilledAtAnyMomentLeavesASoundOne) {
  const TemporaryDirectory directory;
  save(directory.path(), 1, std::string(20'000, 'b'));
  std::mt19937 random(1);
  int64_t latest = 1;
  for (int round = 0; round < 40; ++round) {
    int ends[2];
    ASSERT_EQ(::pipe2(ends, O_CLOEXEC), 0);
    const pid_t child = ::fork();
    ASSERT_GE(child, 0);
    if (child == 0) {
      ::close(ends[0]);
      save_forever(directory.path(), latest + 1, ends[1]);
    }
    ::close(ends[1]);
    // The second save, so that replacing, saving and rotating are all hit.
    char started[2];
    for (char& byte : started) ASSERT_EQ(::read(ends[0], &byte, 1), 1);
    ::usleep(random() % 3000);
    ASSERT_EQ(::kill(child, SIGKILL), 0);
    int status = 0;
    ASSERT_EQ(::waitpid(child, &status, 0), child);
    ::close(ends[0]);
    ASSERT_TRUE(WIFSIGNALED(status));

    const auto found = latest_checkpoint(directory.path());
    ASSERT_TRUE(found.has_value());
    ASSERT_GT(*found, latest) << "the first save of the child had ended";
    for (int64_t step : steps_in(directory.path())) {
      ASSERT_EQ(damage_of(directory.path() / step_name(step), step), "");
    }
    EXPECT_EQ(read_file(directory.path() / step_name(*found) / "networks.safetensors"),
              std::string(20'000, static_cast<char>('a' + *found % 26)));
    latest = *found;
  }
  save(directory.path(), latest + 1, "last");
  for (const std::string& name : sorted_names_in(directory.path())) {
    EXPECT_THAT(name, HasSubstr("step-0")) << "a save removes what killed ones left";
    EXPECT_NE(name.front(), '.');
  }
}

}  // namespace
}  // namespace tandem
