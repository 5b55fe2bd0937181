// A queue between the thread that reads batches and the one that trains.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <exception>
#include <mutex>
#include <utility>

namespace tandem {

/// Holds up to `capacity` items. A producer that found it full sleeps until it is half empty, so
/// that a consumer with short steps wakes it once for many items.
template <class Item>
class BatchQueue {
 public:
  explicit BatchQueue(size_t capacity) : capacity_(capacity) {}

  /// Producer: false when the queue was closed and the item is not wanted.
  bool push(Item item) {
    std::unique_lock lock(mutex_);
    if (items_.size() >= capacity_) {
      producer_sleeps_ = true;
      room_.wait(lock, [&] { return closed_ || items_.size() <= capacity_ / 2; });
      producer_sleeps_ = false;
    }
    if (closed_) return false;
    items_.push_back(std::move(item));
    wake_consumer(lock);
    return true;
  }

  /// Producer: no more items come; once the queue is empty, pop() throws this.
  void fail(std::exception_ptr error) {
    std::unique_lock lock(mutex_);
    error_ = std::move(error);
    wake_consumer(lock);
  }

  /// Consumer: the next item, or what the producer failed with.
  Item pop() {
    std::unique_lock lock(mutex_);
    if (items_.empty() && !error_) {
      consumer_sleeps_ = true;
      filled_.wait(lock, [&] { return !items_.empty() || error_; });
      consumer_sleeps_ = false;
    }
    if (items_.empty()) std::rethrow_exception(error_);
    Item item = std::move(items_.front());
    items_.pop_front();
    const bool wake = producer_sleeps_ && items_.size() <= capacity_ / 2;
    lock.unlock();
    if (wake) room_.notify_one();
    return item;
  }

  /// Consumer: the producer is to end.
  void close() {
    {
      std::lock_guard lock(mutex_);
      closed_ = true;
    }
    room_.notify_one();
  }

 private:
  void wake_consumer(std::unique_lock<std::mutex>& lock) {
    const bool wake = consumer_sleeps_;
    lock.unlock();
    if (wake) filled_.notify_one();
  }

  size_t capacity_;
  std::mutex mutex_;
  std::condition_variable room_;
  std::condition_variable filled_;
  std::deque<Item> items_;
  std::exception_ptr error_;
  bool producer_sleeps_ = false;
  bool consumer_sleeps_ = false;
  bool closed_ = false;
};

}  // namespace tandem
