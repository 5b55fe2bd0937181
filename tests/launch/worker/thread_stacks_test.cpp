#include "launch/worker/thread_stacks.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <csignal>
#include <string>
#include <thread>

namespace tandem {
namespace {

using ::testing::HasSubstr;

TEST(ThreadStacks, NamesWhatEachThreadIsIn) {
  std::array<int, 2> ends{};
  ASSERT_EQ(::pipe(ends.data()), 0);
  std::thread reader([&] {
    char byte = 0;
    EXPECT_EQ(::read(ends[0], &byte, 1), 1);  // begun again after the question
  });
  std::string all;
  std::string main_thread;
  std::thread asker([&] {
    const auto both_are_there = [&] {
      return all.find("read + 0x") != std::string::npos &&
             main_thread.find("join") != std::string::npos;
    };
    for (int look = 0; look < 1000 && !both_are_there(); ++look) {
      const ThreadStacks stacks;
      all = stacks.all();
      main_thread = stacks.main_thread();
    }
  });
  asker.join();
  EXPECT_THAT(all, HasSubstr("read + 0x"));
  EXPECT_THAT(main_thread, HasSubstr("join"));
  ASSERT_EQ(::write(ends[1], "x", 1), 1);
  reader.join();
  for (const int end : ends) ::close(end);
}

TEST(ThreadStacks, AThreadThatDoesNotAnswerIsSaidToDoSo) {
  std::atomic<bool> is_deaf = false;
  std::atomic<bool> ends = false;
  std::thread deaf([&] {
    sigset_t all;
    sigfillset(&all);
    pthread_sigmask(SIG_BLOCK, &all, nullptr);
    is_deaf = true;
    while (!ends) ::usleep(1000);
  });
  while (!is_deaf) ::usleep(1000);
  const ThreadStacks stacks;
  EXPECT_THAT(stacks.all(), HasSubstr("does not answer"));
  ends = true;
  deaf.join();
}

}  // namespace
}  // namespace tandem
