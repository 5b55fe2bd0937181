#include "framework/data/batch_queue.h"

#include <gtest/gtest.h>

#include <atomic>
#include <memory>
#include <stdexcept>
#include <thread>

namespace tandem {
namespace {

TEST(BatchQueue, ItemsArriveInOrderAndNoneIsLost) {
  for (size_t capacity : {1u, 2u, 5u}) {
    BatchQueue<int> queue(capacity);
    std::thread producer([&] {
      for (int i = 0; i < 20000; ++i) EXPECT_TRUE(queue.push(i));
    });
    for (int i = 0; i < 20000; ++i) ASSERT_EQ(queue.pop(), i);
    producer.join();
  }
}

TEST(BatchQueue, HoldsNoMoreThanItsCapacity) {
  BatchQueue<int> queue(4);
  std::atomic<int> pushed = 0;
  std::thread producer([&] {
    while (queue.push(pushed)) ++pushed;
  });
  for (int i = 0; i < 1000; ++i) {
    EXPECT_EQ(queue.pop(), i);
    EXPECT_LE(pushed, i + 1 + 4);
  }
  queue.close();
  producer.join();
}

TEST(BatchQueue, WhatTheProducerFailedWithComesAfterItsItemsAndEveryTimeAgain) {
  BatchQueue<std::unique_ptr<int>> queue(4);
  EXPECT_TRUE(queue.push(std::make_unique<int>(1)));
  queue.fail(std::make_exception_ptr(std::runtime_error("broken")));
  EXPECT_EQ(*queue.pop(), 1);
  EXPECT_THROW(queue.pop(), std::runtime_error);
  EXPECT_THROW(queue.pop(), std::runtime_error);
}

TEST(BatchQueue, AFailureWakesAConsumerThatWaits) {
  BatchQueue<int> queue(1);
  std::thread producer([&] { queue.fail(std::make_exception_ptr(std::runtime_error("broken"))); });
  EXPECT_THROW(queue.pop(), std::runtime_error);
  producer.join();
}

TEST(BatchQueue, ClosingEndsAProducerThatWaits) {
  BatchQueue<int> queue(1);
  std::thread producer([&] {
    while (queue.push(0)) continue;
  });
  queue.pop();
  queue.close();
  producer.join();
  EXPECT_FALSE(queue.push(0));
}

}  // namespace
}  // namespace tandem
