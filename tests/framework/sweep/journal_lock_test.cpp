#include "framework/sweep/journal_lock.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <cstdio>
#include <functional>
#include <optional>
#include <thread>
#include <utility>
#include <vector>

#include "framework/core/error.h"
#include "framework/core/files.h"
#include "tests/support/error_message.h"
#include "tests/support/temporary_directory.h"
#include "tests/support/without_permission.h"

namespace tandem {
namespace {

namespace fs = std::filesystem;
using std::chrono::milliseconds;
using std::chrono::steady_clock;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::UnorderedElementsAre;

constexpr milliseconds kPatience{100};

/// What another process does just before the next rename, once.
std::function<void()>& before_rename() {
  static std::function<void()> action;
  return action;
}

class JournalLockTest : public ::testing::Test {
 protected:
  JournalLockTest() { write_file_synced(journal(), ""); }
  fs::path journal() const { return directory_ / "journal.log"; }
  fs::path link() const { return directory_ / "journal.log.lock"; }

  /// How long the lock is waited for.
  milliseconds time_to_lock() const {
    const auto begin = steady_clock::now();
    const JournalLock lock(journal(), kPatience);
    return std::chrono::duration_cast<milliseconds>(steady_clock::now() - begin);
  }

  const TemporaryDirectory directory_;
};

TEST_F(JournalLockTest, IsALinkToTheJournalAndLeavesNothing) {
  {
    const JournalLock lock(journal());
    EXPECT_EQ(fs::read_symlink(link()), "journal.log");
  }
  EXPECT_THAT(names_in(directory_.path()), UnorderedElementsAre("journal.log"));
}

TEST_F(JournalLockTest, IsHeldByOne) {
  std::atomic<int> num_holders = 0;
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&] {
      for (int k = 0; k < 20; ++k) {
        const JournalLock lock(journal());
        EXPECT_EQ(++num_holders, 1);
        --num_holders;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
}

TEST_F(JournalLockTest, OfTheDeadIsTakenOver) {
  fs::create_symlink("journal.log", link());
  EXPECT_GE(time_to_lock(), kPatience);
  // Made by Optuna in another directory, so that the link leads nowhere.
  fs::create_symlink("sweeps/x/journal.log", link());
  EXPECT_GE(time_to_lock(), kPatience);
  // Optuna's other lock is a file.
  write_file_synced(link(), "");
  EXPECT_GE(time_to_lock(), kPatience);
  EXPECT_THAT(names_in(directory_.path()), UnorderedElementsAre("journal.log"));
}

TEST_F(JournalLockTest, OfOneWhoTookItOverBeforeIsLeftToHim) {
  fs::create_symlink("journal.log", link());
  before_rename() = [this] {
    fs::remove(link());
    fs::create_symlink("journal.log", link());
  };
  // That of the dead, and then his, who does not write either.
  EXPECT_GE(time_to_lock(), 2 * kPatience);
  EXPECT_THAT(names_in(directory_.path()), UnorderedElementsAre("journal.log"));
}

// A writer that is kept from its core for a while is none that died: it writes far more often.
constexpr std::chrono::milliseconds kLongPatience{1500};

TEST_F(JournalLockTest, OfAWriterIsWaitedFor) {
  fs::create_symlink("journal.log", link());
  std::atomic<bool> is_released = false;
  std::thread writer([&] {
    for (int i = 1; i <= 30; ++i) {
      std::this_thread::sleep_for(kLongPatience / 20);
      fs::last_write_time(journal(), fs::file_time_type::clock::now());
    }
    is_released = true;
    fs::remove(link());
  });
  {
    const JournalLock lock(journal(), kLongPatience);
    EXPECT_TRUE(is_released);
  }
  writer.join();
}

TEST_F(JournalLockTest, TakenOverIsLeftToItsNewHolder) {
  {
    const JournalLock lock(journal());
    fs::remove(link());
    fs::create_symlink("journal.log", directory_ / "other");
    fs::rename(directory_ / "other", link());
  }
  EXPECT_TRUE(fs::is_symlink(link()));
}

TEST_F(JournalLockTest, WhatTheFileSystemRefusesIsSaid) {
  const auto refusal = [](const fs::path& path) {
    return message_of<FileError>([&] { const JournalLock lock(path, kPatience); });
  };
  EXPECT_THAT(refusal(directory_ / "missing/journal.log"),
              AllOf(HasSubstr("cannot be locked"), HasSubstr("No such file")));
  const WithoutPermission without(directory_.path());
  EXPECT_THAT(refusal(journal()), AllOf(HasSubstr("Permission denied"),
                                        HasSubstr("Check the directory's permissions")));
}

}  // namespace
}  // namespace tandem

extern "C" int rename(const char* from, const char* to) noexcept {
  std::function<void()>& action = tandem::before_rename();
  if (action) std::exchange(action, {})();
  return ::renameat(AT_FDCWD, from, AT_FDCWD, to);
}
