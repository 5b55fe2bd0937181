#include "launch/worker/thread_stacks.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <chrono>
#include <csignal>
#include <string>
#include <thread>
#include <vector>

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

TEST(ThreadStacks, ThreadsThatDoNotAnswerAreSaidToDoSoAndWaitedForTogether) {
  constexpr int kNumDeaf = 32;
  std::atomic<int> num_deaf = 0;
  std::atomic<bool> ends = false;
  std::vector<std::thread> deaf;
  for (int i = 0; i < kNumDeaf; ++i) {
    deaf.emplace_back([&] {
      sigset_t all;
      sigfillset(&all);
      pthread_sigmask(SIG_BLOCK, &all, nullptr);
      ++num_deaf;
      while (!ends) ::usleep(1000);
    });
  }
  while (num_deaf < kNumDeaf) ::usleep(1000);
  const auto begin = std::chrono::steady_clock::now();
  const ThreadStacks stacks;
  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(4));
  EXPECT_THAT(stacks.all(), HasSubstr("does not answer"));
  ends = true;
  for (std::thread& each : deaf) each.join();
}

}  // namespace
}  // namespace tandem
